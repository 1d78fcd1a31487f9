namespace LightningDrag.Data.Shards.Reading;

/// <summary>The pairs of a tar file, of a folder of shards or of a folder of loose members.</summary>
public sealed class StoredPairs
{
    private readonly List<PairEntry> pairs = [];
    private readonly List<string> faults = [];

    private StoredPairs() { }

    /// <summary>The pairs: of shards in the order of their names and as they lie in them, loose ones by key.</summary>
    public IReadOnlyList<PairEntry> Pairs => pairs;

    /// <summary>A sentence for everything that could not be used.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Looks through a file or folder; pictures are not read yet.</summary>
    /// <param name="path">A tar file, a folder with tar files, or a folder of members (<c>key.source.jpg</c>,
    /// …).</param>
    /// <param name="split">Of shards that say what they are for, only these; null takes all.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: there is no such file or folder,
    /// or no pairs are in it.</exception>
    public static StoredPairs Open(string path, DataSplit? split = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var found = new StoredPairs();
        if (File.Exists(path))
        {
            TarScan.Scan(path, found.pairs, found.faults);
            return found;
        }

        if (!Directory.Exists(path))
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"There is no folder or tar file of pairs '{path}'."
            );
        string[] shards =
        [
            .. Directory.EnumerateFiles(path, "*.tar").Where(shard => IsOf(shard, split)).Order(StringComparer.Ordinal),
        ];
        foreach (string shard in shards)
            TarScan.Scan(shard, found.pairs, found.faults);
        if (shards.Length == 0)
            found.AddLoose(path);
        if (found.pairs.Count == 0 && found.faults.Count == 0)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The folder '{path}' holds no "
                    + $"pairs{(split is { } side ? $" for {side.ToString().ToLowerInvariant()}" : "")} (no "
                    + $"*.source.png or *.source.jpg, no *.tar)."
            );
        }

        return found;
    }

    private static bool IsOf(string shard, DataSplit? split)
    {
        string name = Path.GetFileName(shard);
        DataSplit[] sides =
        [
            .. Enum.GetValues<DataSplit>().Where(side => name.StartsWith(side.Prefix(), StringComparison.Ordinal)),
        ];
        return split is null || sides.Length == 0 || sides[0] == split;
    }

    private void AddLoose(string folder)
    {
        var members = Directory
            .EnumerateFiles(folder)
            .Select(file => (File: file, Name: StoredPair.SplitName(Path.GetFileName(file))))
            .Where(m => StoredPair.IsMember(m.Name.Suffix));
        var groups = members
            .GroupBy(m => m.Name.Key)
            .Where(g => g.Any(m => m.Name.Suffix.StartsWith("source.", StringComparison.Ordinal)));
        foreach (var group in groups.OrderBy(g => g.Key, StringComparer.Ordinal))
            pairs.Add(new LoosePairEntry(group.Key, [.. group.Select(m => m.File)]));
    }
}
