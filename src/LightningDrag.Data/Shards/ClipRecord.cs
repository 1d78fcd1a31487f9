using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Shards;

/// <summary>What became of one clip: a line of the ledger.</summary>
/// <param name="Number">Its place among all clips.</param>
/// <param name="Clip">Its id.</param>
/// <param name="Scene">Its scene.</param>
/// <param name="Reason">Why it gave nothing at all; null when it could be read.</param>
public sealed record ClipRecord(int Number, string Clip, string Scene, string? Reason)
{
    /// <summary>Frames that were decoded.</summary>
    public long Frames { get; init; }

    /// <summary>Shots (or pieces of long ones) that were looked at.</summary>
    public int Shots { get; init; }

    /// <summary>Those filmed by a camera that stands still.</summary>
    public int StaticShots { get; init; }

    /// <summary>Shots dropped for having too few frames.</summary>
    public int ShortShots { get; init; }

    /// <summary>Pairs.</summary>
    public int Pairs { get; init; }

    /// <summary>Handles of all pairs.</summary>
    public int Points { get; init; }

    /// <summary>Bytes of the pairs.</summary>
    public long Bytes { get; init; }

    /// <summary>What the camera filter said of the first shots.</summary>
    public IReadOnlyList<string> Camera { get; init; } = [];

    /// <summary>How often each test refused two frames.</summary>
    public IReadOnlyDictionary<string, int> Rejected { get; init; } = new Dictionary<string, int>();

    internal static ClipRecord Of(int number, Clip clip, string? reason) => new(number, clip.Id, clip.Scene, reason);
}
