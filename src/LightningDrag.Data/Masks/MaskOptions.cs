namespace LightningDrag.Data.Masks;

/// <summary>
/// How the editable mask of a pair is painted. Lengths are for pairs of 256 pixels and grow with larger ones.
/// </summary>
public sealed record MaskOptions
{
    /// <summary>Mean grey-level difference that counts as change, 1 to 255.</summary>
    public double StrongChange { get; init; } = 15;

    /// <summary>Least room around what moves in pixels, 0 to 64.</summary>
    public int MinimumRoom { get; init; } = 5;

    /// <summary>Most room around what moves in pixels, up to 64.</summary>
    public int MaximumRoom { get; init; } = 25;

    /// <summary>Probability that the mask becomes its convex hull, 0 to 1.</summary>
    public double HullProbability { get; init; } = 0.15;

    /// <summary>Probability that the mask becomes its bounding box, 0 to 1 together with the hull's.</summary>
    public double BoxProbability { get; init; } = 0.15;

    /// <summary>Largest share of the picture that a mask may cover, 0 to 1.</summary>
    public double MaximumArea { get; init; } = 0.95;

    internal void Validate()
    {
        OptionCheck.Range(nameof(StrongChange), StrongChange, 1, 255);
        OptionCheck.Range(nameof(MinimumRoom), MinimumRoom, 0, 64);
        OptionCheck.Range(nameof(MaximumRoom), MaximumRoom, MinimumRoom, 64);
        OptionCheck.Range(nameof(HullProbability), HullProbability, 0, 1);
        OptionCheck.Range(nameof(BoxProbability), BoxProbability, 0, 1 - HullProbability);
        OptionCheck.Range(nameof(MaximumArea), MaximumArea, 0, 1);
    }
}
