namespace LightningDrag.Data.Points;

/// <summary>The point trackers by name.</summary>
public static class PointTrackers
{
    /// <summary>Pyramidal Lucas–Kanade.</summary>
    public const string LucasKanade = "lk";

    /// <summary>The tracker that is used unless another is named.</summary>
    public const string Default = LucasKanade;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [LucasKanade];

    /// <summary>Makes the tracker of a name.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: no tracker is called so.</exception>
    public static IPointTracker Create(string name) => name switch
    {
        LucasKanade => new LucasKanadeTracker(),
        _ => throw new LightningDragException(ErrorCode.InvalidRequest, $"There is no point tracker '{name}'; use one of {string.Join(", ", Names)}."),
    };
}
