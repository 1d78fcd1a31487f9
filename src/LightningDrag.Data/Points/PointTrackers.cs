namespace LightningDrag.Data.Points;

/// <summary>The point trackers by name.</summary>
public static class PointTrackers
{
    /// <summary>Pyramidal Lucas–Kanade.</summary>
    public const string LucasKanade = "lk";

    /// <summary>
    /// The paper's tracker, whose weights the user supplies; see <see cref="CoTracker2Tracker.LicenceNotice"/>.
    /// </summary>
    public const string CoTracker2 = "cotracker2";

    /// <summary>The tracker that is used unless another is named.</summary>
    public const string Default = LucasKanade;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [LucasKanade, CoTracker2];

    /// <summary>Makes the tracker of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="weights">The file of weights of <see cref="CoTracker2"/>, which needs one; the others have
    /// none.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: no tracker is called so, or it needs weights and got none, or has none
    /// and got some; or the weights do not load.
    /// </exception>
    public static IPointTracker Create(string name, string? weights = null) =>
        (name, weights) switch
        {
            (LucasKanade, null) => new LucasKanadeTracker(),
            (CoTracker2, not null) => CoTracker2Tracker.Load(weights),
            (CoTracker2, null) => throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The tracker {CoTracker2} needs its weights: give the file cotracker2.pth (--tracker-weights)."
            ),
            (LucasKanade, _) => throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The tracker {LucasKanade} has no weights, but '{weights}' is given: leave it out, or name "
                    + $"{CoTracker2}."
            ),
            _ => throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"There is no point tracker '{name}'; use one of {string.Join(", ", Names)}."
            ),
        };
}
