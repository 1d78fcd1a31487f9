using System.Globalization;
using LightningDrag.Data;
using LightningDrag.Data.Shards;

namespace LightningDrag.Cli.Output;

/// <summary>What a person sees of pairs being made: a line a clip on standard error, and a table at the end.</summary>
internal static class PairsDisplay
{
    /// <summary>Where to report to; null with <c>--json</c>.</summary>
    public static IProgress<PairBuildProgress>? Progress(Terminal terminal) =>
        terminal.Json ? null : new Lines(terminal);

    /// <summary>The table of counts.</summary>
    public static void WriteSummary(Terminal terminal, ShardIndex index)
    {
        var summary = index.Summary;
        Row("clips", summary.Clips);
        Reasons(summary.RejectedClips, "clips");
        Row("frames decoded", summary.Frames);
        Row("shots", summary.Shots);
        Row("  too short, dropped", summary.ShortShots);
        Row("  camera stands still", summary.StaticShots);
        Row("clips with pairs", summary.ClipsWithPairs);
        Row("scenes with pairs", summary.Scenes);
        Row("pairs", summary.Pairs);
        foreach (var side in index.Shards.GroupBy(shard => shard.Split))
            Row($"  for {side.Key.ToString().ToLowerInvariant()}", side.Sum(shard => shard.Pairs));
        Row("handles", summary.Points);
        Row("two frames refused", summary.RejectedPairs.Values.Sum(count => (long)count));
        Reasons(summary.RejectedPairs, "");
        terminal.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{"MiB", -34}{summary.Bytes / 1048576.0, 10:0.0}")
        );

        void Row(string name, long value) =>
            terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name, -34}{value, 10}"));

        void Reasons(IReadOnlyDictionary<string, int> counts, string what)
        {
            foreach (var (reason, count) in counts.OrderByDescending(c => c.Value))
                Row($"  {(what.Length > 0 ? "without pairs: " : "")}{reason}", count);
        }
    }

    private static string Describe(ClipRecord record) =>
        record.Reason is { } reason
            ? reason == "camera moves" && record.Camera is [var first, ..]
                ? $"{reason}: {first}"
                : reason
            : string.Create(CultureInfo.InvariantCulture, $"{record.Pairs} pairs, {record.Points} handles");

    private sealed class Lines(Terminal terminal) : IProgress<PairBuildProgress>
    {
        public void Report(PairBuildProgress value) =>
            terminal.WriteProgress(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Done}/{value.Clips}  {value.Latest.Clip}: {Describe(value.Latest)}  ({value.Pairs} "
                        + $"pairs in all, {value.FramesPerSecond:0} frames/s, {Duration.Of(value.Remaining)} left)"
                )
            );
    }
}
