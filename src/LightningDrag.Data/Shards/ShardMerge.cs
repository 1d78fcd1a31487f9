using System.Text.Json;

namespace LightningDrag.Data.Shards;

/// <summary>
/// Joins what several runs with <c>--shard i/n</c> have written to one folder under one index. The shards stay as they
/// are.
/// </summary>
public static class ShardMerge
{
    /// <summary>Writes the joint index.</summary>
    /// <param name="folder">The folder of all runs.</param>
    /// <returns>The index that was written.</returns>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a run is missing, not finished, or
    /// of other options or clips than the rest.</exception>
    public static ShardIndex Run(string folder)
    {
        if (!Directory.Exists(folder))
            throw Broken($"There is no folder '{folder}'.");
        ShardIndex[] indexes =
        [
            .. Directory
                .EnumerateFiles(folder, "*of*-" + ShardFolder.IndexName)
                .Order(StringComparer.Ordinal)
                .Select(file => ShardIndex.ReadFile(file, folder)),
        ];
        if (indexes.Length == 0)
            throw Broken($"'{folder}' has no index of a run with --shard; let the runs finish first.");
        WorkerShare[] shares =
        [
            .. indexes.Select(index =>
                WorkerShare.TryParse(index.Run.Share, out var share)
                    ? share
                    : throw Broken($"'{folder}': an index names the share '{index.Run.Share}'.")
            ),
        ];
        int count = shares[0].Count;
        int[] missing =
        [
            .. Enumerable
                .Range(0, count)
                .Except(shares.Where(share => share.Count == count).Select(share => share.Index)),
        ];
        if (missing.Length > 0)
            throw Broken(
                $"'{folder}' lacks the index of run "
                    + $"{missing[0]}/{count}{(missing.Length > 1 ? $" and {missing.Length - 1} more" : "")}; let "
                    + $"all runs finish first."
            );
        string first = Comparable(indexes[0].Run);
        foreach (ShardIndex index in indexes)
        {
            if (Comparable(index.Run) != first)
                throw Broken(
                    $"The runs {indexes[0].Run.Share} and {index.Run.Share} in '{folder}' have other options or "
                        + $"clips; build them alike."
                );
        }

        // The ledgers hold every clip: counts are taken afresh, so that a scene of two runs counts once.
        ClipRecord[] records = [.. shares.SelectMany(share => Ledger(new ShardFolder(folder, share).Ledger))];
        var merged = new ShardIndex(
            indexes[0].Run with
            {
                Share = WorkerShare.Whole.ToString(),
            },
            [.. indexes.SelectMany(index => index.Shards).OrderBy(shard => shard.File, StringComparer.Ordinal)],
            PairSummary.Of(records),
            [.. indexes.SelectMany(index => index.TrainScenes).Distinct().Order(StringComparer.Ordinal)],
            [.. indexes.SelectMany(index => index.ValidationScenes).Distinct().Order(StringComparer.Ordinal)]
        );
        merged.Write(Path.Combine(folder, ShardFolder.IndexName));
        return merged;
    }

    private static IEnumerable<ClipRecord> Ledger(string file)
    {
        if (!File.Exists(file))
            throw Broken($"'{file}' is missing; keep the ledgers beside the shards.");
        return File.ReadLines(file)
            .Skip(1)
            .Select(line =>
            {
                try
                {
                    return JsonSerializer.Deserialize(line, ShardJson.Default.ClipRecord)!;
                }
                catch (JsonException error)
                {
                    throw new LightningDragException(
                        ErrorCode.InvalidFile,
                        $"'{file}' is damaged ({error.Message}); start that run again.",
                        error
                    );
                }
            });
    }

    private static string Comparable(RunHeader run) =>
        JsonSerializer.Serialize(run with { Share = "" }, ShardJson.Default.RunHeader);

    private static LightningDragException Broken(string message) => new(ErrorCode.InvalidFile, message);
}
