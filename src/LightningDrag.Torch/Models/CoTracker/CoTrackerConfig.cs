namespace LightningDrag.Models.CoTracker;

/// <summary>
/// The sizes of CoTracker2 (Karaev et al., ECCV 2024). Those of the published network are the defaults.
/// </summary>
internal sealed record CoTrackerConfig
{
    /// <summary>Pixels per cell of the feature maps, in each direction.</summary>
    public const int Stride = 4;

    /// <summary>Width of an attention head of every published network: files do not tell the number of heads.</summary>
    public const int PublishedHeadWidth = 48;

    /// <summary>S: frames of a window; even.</summary>
    public int WindowLength { get; init; } = 8;

    /// <summary>Frames from one window to the next: half a window.</summary>
    public int Hop => WindowLength / 2;

    /// <summary>L: channels of the feature maps and of a track's feature; a multiple of 4.</summary>
    public int FeatureWidth { get; init; } = 128;

    /// <summary>D: width of the transformer's tokens.</summary>
    public int TokenWidth { get; init; } = 384;

    /// <summary>Attention heads; they divide <see cref="TokenWidth"/>.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Width of the layer inside a feed-forward network.</summary>
    public int InnerWidth { get; init; } = 4 * 384;

    /// <summary>Rounds of the transformer: attention over time in each.</summary>
    public int TimeDepth { get; init; } = 6;

    /// <summary>Rounds with attention over tracks as well; they divide <see cref="TimeDepth"/>.</summary>
    public int SpaceDepth { get; init; } = 6;

    /// <summary>V: learned tracks through which the others learn of each other.</summary>
    public int VirtualTracks { get; init; } = 64;

    /// <summary>
    /// Rows of the position embedding: a quarter of the frame height that the network was trained at.
    /// </summary>
    public int MapHeight { get; init; } = 96;

    /// <summary>Columns of the position embedding.</summary>
    public int MapWidth { get; init; } = 128;

    /// <summary>
    /// E: what the transformer is told of a track at a frame: displacement, correlations, feature, track mask,
    /// visibility.
    /// </summary>
    public int InputWidth => DisplacementEmbedding.Width + Correlation.Width + FeatureWidth + 2;
}
