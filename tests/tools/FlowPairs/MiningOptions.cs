namespace LightningDrag.Tools.FlowPairs;

/// <summary>Thresholds of the miner; lengths are in pixels of the finished pair.</summary>
internal sealed record MiningOptions
{
    public int Size { get; init; } = 256;

    public int PairsPerClip { get; init; } = 6;

    /// <summary>How many frame pairs are tried for each one wanted.</summary>
    public int TriesPerPair { get; init; } = 5;

    public double MinimumGapSeconds { get; init; } = 0.15;

    public double MaximumGapSeconds { get; init; } = 1.2;

    public double MinimumCrop { get; init; } = 0.7;

    public double MinimumMovingArea { get; init; } = 0.015;

    public double MaximumMovingArea { get; init; } = 0.6;

    public double MinimumMeanMotion { get; init; } = 4;

    public double MinimumStillBorder { get; init; } = 0.6;

    public double MinimumValidShare { get; init; } = 0.4;

    /// <summary>Median grey-level difference of the two frames above which the light or the camera has changed.</summary>
    public double MaximumMedianChange { get; init; } = 5;

    /// <summary>Largest share of the difference between the frames that may remain, on moving pixels, once the flow is undone.</summary>
    public double MaximumUnexplained { get; init; } = 0.6;

    public double MaximumMaskArea { get; init; } = 0.8;
}
