using LightningDrag.Models.StableDiffusion.Clip;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vision;

namespace LightningDrag.Models.StableDiffusion.Checkpoint;

/// <summary>
/// The networks' shapes as published for Stable Diffusion 1.5 (spec §2, §4, §6), for what has no checkpoint at hand:
/// counting and benchmarks.
/// </summary>
internal static class PublishedSizes
{
    /// <summary>e of the point embedding.</summary>
    public const int PointWidth = 16;

    /// <summary>Tokens of IP-Adapter's image projection.</summary>
    public const int ImageTokens = 4;

    /// <summary>The denoiser of Stable Diffusion 1.5 for inpainting.</summary>
    public static UNetConfig UNet { get; } =
        new()
        {
            InChannels = 9,
            Widths = [320, 640, 1280, 1280],
            Depths = [1, 1, 1, 0],
            Heads = [8, 8, 8, 8],
        };

    /// <summary>CLIP ViT-L/14's text encoder.</summary>
    public static ClipTextConfig Text { get; } =
        new()
        {
            Width = 768,
            InnerWidth = 3072,
            Layers = 12,
            Heads = 12,
            Activation = ClipActivation.QuickGelu,
            ProjectionWidth = 768,
            VocabularySize = 49408,
            Tokens = 77,
        };

    /// <summary>OpenCLIP ViT-H/14's image encoder.</summary>
    public static ClipVisionConfig Vision { get; } =
        new()
        {
            Width = 1280,
            InnerWidth = 5120,
            Layers = 32,
            Heads = 16,
            Activation = ClipActivation.Gelu,
            ProjectionWidth = 1024,
            ImageSize = 224,
            PatchSize = 14,
        };
}
