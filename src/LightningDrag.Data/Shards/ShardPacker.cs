using System.Security.Cryptography;

namespace LightningDrag.Data.Shards;

/// <summary>
/// Packs finished clips into shards, in the order of the clips. What goes into which shard follows from the ledger
/// alone, so that after a kill the same shards come out: one that is there is whole, one that is not is packed again
/// from the pieces, which are kept until it is.
/// </summary>
internal sealed class ShardPacker(
    ShardFolder folder,
    ClipLedger ledger,
    IReadOnlyList<int> clips,
    SplitSides sides,
    ShardOptions options
)
{
    private readonly List<ShardEntry> finished = [];
    private readonly Dictionary<DataSplit, Open> open = Enum.GetValues<DataSplit>()
        .ToDictionary(split => split, _ => new Open());
    private int next;

    /// <summary>Packs what can be packed; after the last clip also what fills no whole shard.</summary>
    public void Advance()
    {
        for (; next < clips.Count && ledger.Records.TryGetValue(clips[next], out ClipRecord? record); next++)
        {
            if (record.Pairs == 0)
                continue;
            DataSplit split = sides[record.Number];
            Open shard = open[split];
            shard.Records.Add(record);
            if (shard.Bytes >= options.Bytes)
                Close(split);
        }

        if (next < clips.Count)
            return;
        foreach (DataSplit split in open.Keys)
            Close(split);
    }

    /// <summary>Writes the index once everything is packed, and removes what was only needed until then.</summary>
    public ShardIndex Finish(RunHeader header)
    {
        ClipRecord[] records = [.. clips.Select(clip => ledger.Records[clip])];
        var scenes = records
            .Where(r => r.Pairs > 0)
            .Select(r => (Side: sides[r.Number], r.Scene))
            .Distinct()
            .OrderBy(r => r.Scene, StringComparer.Ordinal)
            .ToLookup(r => r.Side, r => r.Scene);
        var index = new ShardIndex(
            header,
            [.. finished.OrderBy(shard => shard.File, StringComparer.Ordinal)],
            PairSummary.Of(records),
            [.. scenes[DataSplit.Train]],
            [.. scenes[DataSplit.Validation]]
        );
        index.Write(folder.Index);
        if (Directory.Exists(folder.Parts))
            Directory.Delete(folder.Parts, recursive: true);
        return index;
    }

    private void Close(DataSplit split)
    {
        Open shard = open[split];
        if (shard.Records.Count == 0)
            return;
        string name = folder.ShardName(split, shard.Number),
            file = Path.Combine(folder.Path, name);
        if (!File.Exists(file))
            ShardFolder.WriteWhole(file, stream => Pack(shard.Records, stream));
        foreach (ClipRecord record in shard.Records)
            File.Delete(folder.Part(record.Number));
        using (var stream = File.OpenRead(file))
        {
            finished.Add(
                new ShardEntry(
                    name,
                    split,
                    shard.Records.Sum(r => r.Pairs),
                    shard.Records.Sum(r => r.Points),
                    stream.Length,
                    Convert.ToHexStringLower(SHA256.HashData(stream))
                )
            );
        }

        open[split] = new Open { Number = shard.Number + 1 };
    }

    private void Pack(List<ClipRecord> records, Stream shard)
    {
        foreach (ClipRecord record in records)
        {
            using var part = File.OpenRead(folder.Part(record.Number));
            part.CopyTo(shard);
        }

        shard.Write(new byte[PartWriter.EndBytes]);
    }

    private sealed class Open
    {
        public int Number { get; init; }

        public List<ClipRecord> Records { get; } = [];

        public long Bytes => Records.Sum(r => r.Bytes);
    }
}
