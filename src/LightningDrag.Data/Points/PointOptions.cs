namespace LightningDrag.Data.Points;

/// <summary>
/// How many handles a pair gets and when one is kept. Lengths are for pairs of 256 pixels and grow with larger ones.
/// </summary>
public sealed record PointOptions
{
    /// <summary>Most handles of a pair, 1 to 100.</summary>
    public int Maximum { get; init; } = 20;

    /// <summary>Least distance between handles in pixels, 1 to 128.</summary>
    public double Spacing { get; init; } = 14;

    /// <summary>Probability of one more handle once every moving part has one, 0 to 0.99.</summary>
    public double MoreProbability { get; init; } = 0.65;

    /// <summary>Probability that a pair gets one or two points that stay where they are, 0 to 1.</summary>
    public double PinProbability { get; init; } = 0.15;

    /// <summary>
    /// Mean gradient in grey levels a pixel that a handle needs around it, 0 to 100: on flat ground nobody could tell
    /// where it went.
    /// </summary>
    public double MinimumTexture { get; init; } = 4;

    /// <summary>
    /// How far from its start a point may come back when it is tracked there and back, in pixels, 0.1 to 20.
    /// </summary>
    public double ReturnError { get; init; } = 2;

    /// <summary>
    /// How far the tracker's target may lie from the flow's, in pixels, 0.1 to 100; a fiftieth of the motion is granted
    /// besides.
    /// </summary>
    public double FlowDisagreement { get; init; } = 1.5;

    /// <summary>
    /// Largest share of a part's change that no handle tells, 0 to 1 (hands that blur, things that enter or leave); a
    /// part that is told less stays as it is in the source.
    /// </summary>
    public double MaximumUnaccounted { get; init; } = 0.25;

    internal void Validate()
    {
        OptionCheck.Range(nameof(MaximumUnaccounted), MaximumUnaccounted, 0, 1);
        OptionCheck.Range(nameof(Maximum), Maximum, 1, 100);
        OptionCheck.Range(nameof(Spacing), Spacing, 1, 128);
        OptionCheck.Range(nameof(MoreProbability), MoreProbability, 0, 0.99);
        OptionCheck.Range(nameof(PinProbability), PinProbability, 0, 1);
        OptionCheck.Range(nameof(MinimumTexture), MinimumTexture, 0, 100);
        OptionCheck.Range(nameof(ReturnError), ReturnError, 0.1, 20);
        OptionCheck.Range(nameof(FlowDisagreement), FlowDisagreement, 0.1, 100);
    }
}
