namespace LightningDrag.Data.Shards;

/// <summary>Counts over the clips of one or more runs.</summary>
public sealed record PairSummary
{
    /// <summary>Clips that were looked at.</summary>
    public int Clips { get; init; }

    /// <summary>Clips that gave nothing, by reason.</summary>
    public IReadOnlyDictionary<string, int> RejectedClips { get; init; } = new SortedDictionary<string, int>();

    /// <summary>Frames that were decoded.</summary>
    public long Frames { get; init; }

    /// <summary>Shots, or pieces of long ones.</summary>
    public int Shots { get; init; }

    /// <summary>Those of a camera that stands still.</summary>
    public int StaticShots { get; init; }

    /// <summary>Shots with too few frames.</summary>
    public int ShortShots { get; init; }

    /// <summary>Clips with at least one pair.</summary>
    public int ClipsWithPairs { get; init; }

    /// <summary>Scenes with at least one pair.</summary>
    public int Scenes { get; init; }

    /// <summary>Pairs.</summary>
    public int Pairs { get; init; }

    /// <summary>Handles of all pairs.</summary>
    public int Points { get; init; }

    /// <summary>Bytes of all pairs.</summary>
    public long Bytes { get; init; }

    /// <summary>How often each test refused two frames.</summary>
    public IReadOnlyDictionary<string, int> RejectedPairs { get; init; } = new SortedDictionary<string, int>();

    internal static PairSummary Of(IReadOnlyCollection<ClipRecord> records)
    {
        Tally clips = new(),
            pairs = new();
        foreach (ClipRecord record in records)
        {
            if (record.Reason is { } reason)
                clips.Add(reason);
            foreach (var (test, count) in record.Rejected)
                pairs.Add(test, count);
        }

        return new PairSummary
        {
            Clips = records.Count,
            RejectedClips = clips.Counts,
            Frames = records.Sum(r => r.Frames),
            Shots = records.Sum(r => r.Shots),
            StaticShots = records.Sum(r => r.StaticShots),
            ShortShots = records.Sum(r => r.ShortShots),
            ClipsWithPairs = records.Count(r => r.Pairs > 0),
            Scenes = records.Where(r => r.Pairs > 0).Select(r => r.Scene).Distinct().Count(),
            Pairs = records.Sum(r => r.Pairs),
            Points = records.Sum(r => r.Points),
            Bytes = records.Sum(r => r.Bytes),
            RejectedPairs = pairs.Counts,
        };
    }
}
