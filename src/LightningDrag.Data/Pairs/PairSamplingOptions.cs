namespace LightningDrag.Data.Pairs;

/// <summary>Which frames become pairs, and how they are cropped.</summary>
public sealed record PairSamplingOptions
{
    /// <summary>Side of a pair's pictures in pixels, 64 to 1024, a multiple of 32.</summary>
    public int Size { get; init; } = 256;

    /// <summary>At most so many pairs a clip, 1 to 10,000: no clip shall dominate.</summary>
    public int PairsPerClip { get; init; } = 12;

    /// <summary>How many frame pairs are tried for each one wanted, 1 to 100.</summary>
    public int TriesPerPair { get; init; } = 4;

    /// <summary>Least time between the frames in seconds, 0.02 to 10.</summary>
    public double MinimumGap { get; init; } = 0.15;

    /// <summary>Most time between the frames in seconds, 0.02 to 10, where little moves.</summary>
    public double MaximumGap { get; init; } = 3;

    /// <summary>
    /// Most time between the frames in seconds with which a shot begins, 0.02 to 10: a slow one gets more, a fast one
    /// less.
    /// </summary>
    public double FirstGap { get; init; } = 1.2;

    /// <summary>Smallest crop as a share of the frame's short side, 0.3 to 1.</summary>
    public double MinimumCrop { get; init; } = 0.7;

    /// <summary>
    /// Side in pixels that the frames' short side must have for the smallest crop not to be enlarged.
    /// </summary>
    internal int ShortSide => (int)Math.Ceiling(Size / MinimumCrop);

    internal void Validate()
    {
        OptionCheck.Range(nameof(Size), Size, 64, 1024);
        if (Size % 32 != 0)
            throw new LightningDragException(ErrorCode.InvalidRequest, $"Size is {Size}; it must be a multiple of 32.");
        OptionCheck.Range(nameof(PairsPerClip), PairsPerClip, 1, 10_000);
        OptionCheck.Range(nameof(TriesPerPair), TriesPerPair, 1, 100);
        OptionCheck.Range(nameof(MinimumGap), MinimumGap, 0.02, 10);
        OptionCheck.Range(nameof(MaximumGap), MaximumGap, MinimumGap, 10);
        OptionCheck.Range(nameof(FirstGap), FirstGap, MinimumGap, MaximumGap);
        OptionCheck.Range(nameof(MinimumCrop), MinimumCrop, 0.3, 1);
    }
}
