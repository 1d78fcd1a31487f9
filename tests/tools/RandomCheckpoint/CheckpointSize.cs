namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>The geometry of a checkpoint: what its files of settings say.</summary>
/// <param name="UNetWidths">Channels of the U-Net's levels.</param>
/// <param name="UNetHeads">Attention heads, the same in every level (the file's attention_head_dim).</param>
/// <param name="UNetGroups">Groups of its norms.</param>
/// <param name="VaeWidths">Channels of the VAE's levels.</param>
/// <param name="VaeGroups">Groups of its norms.</param>
/// <param name="Text">The text encoder.</param>
/// <param name="Vocabulary">Tokens that it knows.</param>
/// <param name="Image">The image encoder.</param>
/// <param name="ImageEmbedding">Width of its embedding.</param>
/// <param name="PointWidth">The point embedding's e (spec §4).</param>
internal sealed record CheckpointSize(
    int[] UNetWidths,
    int UNetHeads,
    int UNetGroups,
    int[] VaeWidths,
    int VaeGroups,
    TransformerSize Text,
    int Vocabulary,
    TransformerSize Image,
    int ImageEmbedding,
    int PointWidth
)
{
    /// <summary>Residual blocks of a level of the U-Net on the way down.</summary>
    public int LayersPerBlock { get; init; } = 2;

    /// <summary>What SDXL has beyond that; null: nothing.</summary>
    public SdxlSize? Sdxl { get; init; }

    /// <summary>Width of the tokens that cross-attention sees.</summary>
    public int ContextWidth => Text.Width + (Sdxl?.Text.Width ?? 0);

    /// <summary>Stable Diffusion 1.5, with CLIP ViT-L/14's text encoder and CLIP ViT-H/14's image encoder.</summary>
    public static CheckpointSize Sd15 { get; } =
        new(
            [320, 640, 1280, 1280],
            8,
            32,
            [128, 256, 512, 512],
            32,
            new(768, 3072, 12, 12, "quick_gelu"),
            49408,
            new(1280, 5120, 32, 16, "gelu"),
            1024,
            16
        );

    /// <summary>The same blocks in a size for tests.</summary>
    public static CheckpointSize Tiny { get; } =
        new(
            [8, 16, 24, 24],
            4,
            8,
            [8, 16, 16, 16],
            4,
            new(32, 64, 3, 4, "quick_gelu"),
            ByteVocabulary.Letters + 2,
            new(32, 48, 3, 4, "gelu"),
            24,
            1
        );

    /// <summary>SDXL's blocks and text encoders in a size for tests.</summary>
    public static CheckpointSize TinySdxl { get; } =
        Tiny with
        {
            UNetWidths = [32, 64, 128],
            UNetHeads = 4,
            UNetGroups = 32,
            Sdxl = new(new(24, 48, 3, 4, "gelu"), 16, [0, 2, 10], 8),
        };
}

/// <summary>
/// The second text encoder of SDXL, its deeper transformers, and the sizes that it sees (Podell et al., ICLR 2024,
/// table 1).
/// </summary>
/// <param name="Text">The second text encoder.</param>
/// <param name="PooledWidth">Width of its pooled, projected output.</param>
/// <param name="Depths">Transformer blocks at each place of the U-Net's levels; 0: a level without attention.</param>
/// <param name="TimeIdWidth">Width of the sinusoids of each of the six sizes.</param>
internal sealed record SdxlSize(TransformerSize Text, int PooledWidth, int[] Depths, int TimeIdWidth);

/// <summary>A transformer of CLIP.</summary>
internal sealed record TransformerSize(int Width, int InnerWidth, int Layers, int Heads, string Activation);
