using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Data.Shards;

namespace LightningDrag.Cli.Commands.Pairs;

/// <summary><c>pairs stats</c>: what a set of pairs is like, in numbers.</summary>
internal static class PairsStatsCommand
{
    private const int ShownScenes = 20;

    public static Command Create()
    {
        var shards = PairsCommand.Shards();
        var command = new Command(
            "stats",
            "Show how the pairs are spread: over scenes, in time, motion, area and handles"
        )
        {
            shards,
        };
        command.Run(
            (parse, terminal, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        var statistics = ShardStatistics.Of(parse.GetRequiredValue(shards), cancellationToken);
                        terminal.WriteLine($"{statistics.Pairs} pairs of {statistics.Scenes.Count} scenes");
                        terminal.WriteLine(
                            $"{"", -18}{"smallest", 10}{"quarter", 10}{"median", 10}{"3 quarters", 12}{"largest", 10}"
                        );
                        foreach (var (name, spread) in statistics.Values)
                        {
                            terminal.WriteLine(
                                string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"{name, -18}{spread.Minimum, 10:0.###}{spread.Quartile1, 10:0.###}"
                                        + $"{spread.Median, 10:0.###}{spread.Quartile3, 12:0.###}"
                                        + $"{spread.Maximum, 10:0.###}"
                                )
                            );
                        }

                        foreach (var scene in statistics.Scenes.Take(ShownScenes))
                            terminal.WriteLine($"{scene.Scene, -40}{scene.Pairs, 8}");
                        if (statistics.Scenes.Count > ShownScenes)
                            terminal.WriteLine($"and {statistics.Scenes.Count - ShownScenes} scenes more");
                        terminal.WriteJson(statistics, HeavyReportJson.Default.ShardStatistics);
                    },
                    CancellationToken.None
                )
        );
        return command;
    }
}
