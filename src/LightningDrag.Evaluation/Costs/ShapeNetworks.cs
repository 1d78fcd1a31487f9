using LightningDrag.Models;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Clip;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Costs;

/// <summary>The published networks as shapes only: they have neither weights nor values, so that an edit's arithmetic can be counted without doing it.</summary>
internal static class ShapeNetworks
{
    private const int PointWidth = 16, ImageTokens = 4, TextTokens = 77, TrainingSteps = 1000;

    /// <summary>Shapes only, in single precision.</summary>
    public static Placement Placement { get; } = new(META, ScalarType.Float32);

    /// <summary>The denoiser of Stable Diffusion 1.5 for inpainting.</summary>
    public static UNetConfig UNet { get; } = new() { InChannels = 9, Widths = [320, 640, 1280, 1280], Depths = [1, 1, 1, 0], Heads = [8, 8, 8, 8] };

    /// <summary>CLIP ViT-L/14's text encoder.</summary>
    public static ClipTextConfig Text { get; } = new()
    {
        Width = 768,
        InnerWidth = 3072,
        Layers = 12,
        Heads = 12,
        Activation = ClipActivation.QuickGelu,
        ProjectionWidth = 768,
        VocabularySize = 49408,
        Tokens = TextTokens,
    };

    /// <summary>OpenCLIP ViT-H/14's image encoder.</summary>
    public static ClipVisionConfig Vision { get; } = new()
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

    /// <summary>All networks of an edit.</summary>
    public static StableDiffusionNetworks Create()
    {
        var denoiser = new DenoisingUNet(Placement, UNet);
        var appearance = new AppearanceUNet(Placement, UNet);
        var text = Tensor(1, TextTokens, UNet.CrossAttentionWidth);
        return new StableDiffusionNetworks
        {
            Placement = Placement,
            Denoiser = denoiser,
            Processors = new DragProcessors(Placement, denoiser.Sites, PointWidth, UNet.CrossAttentionWidth),
            Appearance = appearance,
            Points = new PointEmbedding(Placement, PointWidth),
            Codec = new AutoencoderKL(Placement, new VaeConfig()),
            Vision = new ClipVisionEncoder(Placement, Vision),
            ImageProjection = new ImageProjection(Placement, Vision.ProjectionWidth, ImageTokens, UNet.CrossAttentionWidth),
            DenoiserText = denoiser.RememberText(text),
            AppearanceText = appearance.RememberText(text),
            Schedule = new NoiseSchedule([.. Enumerable.Repeat(0.5f, TrainingSteps)], PredictionTarget.Noise),
        };
    }

    /// <summary>A tensor without values.</summary>
    public static Tensor Tensor(params long[] shape) => empty(shape, Placement.Type, Placement.Device);
}
