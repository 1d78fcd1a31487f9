namespace LightningDrag.Data.Camera;

/// <summary>
/// What <see cref="TwoViewGeometryFilter"/> takes for a camera that stands still. Lengths are in per mille of the
/// frame's diagonal.
/// </summary>
public sealed record TwoViewGeometryOptions
{
    /// <summary>
    /// The most by which the background may be displaced, 0.5…50 per mille (3 pixels of a frame of 512 × 288 at the
    /// default): what a tripod in the wind and a lossy codec do, and less than a hand does.
    /// </summary>
    public double MaximumMotion { get; init; } = 5;

    /// <summary>
    /// Share of the textured cells that must stand still where standing still is also the largest consensus of the
    /// tracks, 0…1: more than captions cover.
    /// </summary>
    public double StillTexture { get; init; } = 0.25;

    /// <summary>Share of the textured cells below which what stands still does so by chance, 0…1.</summary>
    public double ChanceTexture { get; init; } = 0.04;

    /// <summary>
    /// Share of the border that must be unchanged where what moves covers more than what stands still, 0…1: people fill
    /// the frame, but not its border.
    /// </summary>
    public double StillBorder { get; init; } = 0.4;

    /// <summary>
    /// Share of the border that must be unchanged where no texture stands still, 0…1: a close-up before a plain wall.
    /// </summary>
    public double PlainBorder { get; init; } = 0.7;

    /// <summary>
    /// Share of the textured cells that must stand still in nearly all pairs of frames where most pairs alone look as
    /// if the camera moved, 0…1: a head that fills the frame, flicker, wind.
    /// </summary>
    public double LastingTexture { get; init; } = 0.03;

    /// <summary>
    /// Ninths of the frame, not all in one row or column, that must have such cells, 2…9: captions lie along an edge.
    /// </summary>
    public int LastingParts { get; init; } = 4;

    /// <summary>
    /// Share of the pairs that must be still by themselves there, 0…1: a zoom leaves its middle in place, but only its
    /// shortest pairs are still.
    /// </summary>
    public double LastingPairs { get; init; } = 0.4;

    /// <summary>Frames from which pairs are taken, spread evenly over the shot, 1…64.</summary>
    public int Anchors { get; init; } = 4;

    /// <summary>
    /// Distances in time at which each of them is compared with another frame, seconds; where the shot is shorter, its
    /// end is taken.
    /// </summary>
    public IReadOnlyList<double> Distances { get; init; } = [0.15, 0.5, 1.5, 9];

    /// <summary>
    /// How far a corner tracked there and back may miss its start, pixels of the analysed frame (longest side 256),
    /// above 0 and up to 5.
    /// </summary>
    public double RoundTrip { get; init; } = 0.5;

    /// <summary>Throws <see cref="LightningDragException"/> for a value outside its range.</summary>
    internal void Validate()
    {
        OptionRange.Check(nameof(MaximumMotion), MaximumMotion, 0.5, 50);
        OptionRange.Check(nameof(StillTexture), StillTexture, 0, 1);
        OptionRange.Check(nameof(ChanceTexture), ChanceTexture, 0, 1);
        OptionRange.Check(nameof(StillBorder), StillBorder, 0, 1);
        OptionRange.Check(nameof(PlainBorder), PlainBorder, 0, 1);
        OptionRange.Check(nameof(LastingTexture), LastingTexture, 0, 1);
        OptionRange.Check(nameof(LastingParts), LastingParts, 2, 9);
        OptionRange.Check(nameof(LastingPairs), LastingPairs, 0, 1);
        OptionRange.Check(nameof(Anchors), Anchors, 1, 64);
        OptionRange.Check(nameof(RoundTrip), RoundTrip, 0.01, 5);
        OptionRange.Check(nameof(Distances), Distances.Count, 1, 16);
        foreach (double distance in Distances)
            OptionRange.Check(nameof(Distances), distance, 0.001, 3600);
    }
}
