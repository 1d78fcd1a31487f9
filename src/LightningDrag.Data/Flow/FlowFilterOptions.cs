namespace LightningDrag.Data.Flow;

/// <summary>
/// What the motion between the two frames of a pair must be like. Lengths are for pairs of 256 pixels and grow with
/// larger ones.
/// </summary>
public sealed record FlowFilterOptions
{
    /// <summary>Least share of the picture that moves, 0 to 1.</summary>
    public double MinimumMovingArea { get; init; } = 0.015;

    /// <summary>Largest share of the picture that moves, 0 to 1.</summary>
    public double MaximumMovingArea { get; init; } = 0.8;

    /// <summary>Least mean motion of what moves in pixels, 0 to 256.</summary>
    public double MinimumMeanMotion { get; init; } = 4;

    /// <summary>Least share of the border that stands still, 0 to 1.</summary>
    public double MinimumStillBorder { get; init; } = 0.3;

    /// <summary>Least share of what seems to move whose flow is valid, 0 to 1.</summary>
    public double MinimumValidShare { get; init; } = 0.5;

    /// <summary>
    /// Least share of the picture that looks the same in both frames, 0 to 1: below, the light or the camera has
    /// changed.
    /// </summary>
    public double MinimumUnchanged { get; init; } = 0.2;

    /// <summary>
    /// Largest share of the difference between the pictures that may remain, on moving pixels, once the flow is undone,
    /// 0 to 1.
    /// </summary>
    public double MaximumUnexplained { get; init; } = 0.6;

    internal void Validate()
    {
        OptionCheck.Range(nameof(MinimumMovingArea), MinimumMovingArea, 0, 1);
        OptionCheck.Range(nameof(MaximumMovingArea), MaximumMovingArea, 0, 1);
        OptionCheck.Range(nameof(MinimumMeanMotion), MinimumMeanMotion, 0, 256);
        OptionCheck.Range(nameof(MinimumStillBorder), MinimumStillBorder, 0, 1);
        OptionCheck.Range(nameof(MinimumValidShare), MinimumValidShare, 0, 1);
        OptionCheck.Range(nameof(MinimumUnchanged), MinimumUnchanged, 0, 1);
        OptionCheck.Range(nameof(MaximumUnexplained), MaximumUnexplained, 0, 1);
    }
}
