using LightningDrag.Models;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Costs;

/// <summary>
/// The published networks as shapes only: they have neither weights nor values, so that an edit's arithmetic can be
/// counted without doing it.
/// </summary>
internal static class ShapeNetworks
{
    private const int TrainingSteps = 1000;

    /// <summary>Shapes only, in single precision.</summary>
    public static Placement Placement { get; } = new(META, ScalarType.Float32);

    /// <summary>All networks of an edit.</summary>
    public static StableDiffusionNetworks Create()
    {
        var denoiser = new DenoisingUNet(Placement, PublishedSizes.UNet);
        var appearance = new AppearanceUNet(Placement, PublishedSizes.UNet);
        var text = Tensor(1, PublishedSizes.Text.Tokens, PublishedSizes.UNet.CrossAttentionWidth);
        return new StableDiffusionNetworks
        {
            Placement = Placement,
            Denoiser = denoiser,
            Processors = new DragProcessors(
                Placement,
                denoiser.Sites,
                PublishedSizes.PointWidth,
                PublishedSizes.UNet.CrossAttentionWidth
            ),
            Appearance = appearance,
            Points = new PointEmbedding(Placement, PublishedSizes.PointWidth),
            Codec = new AutoencoderKL(Placement, new VaeConfig()),
            Vision = new ClipVisionEncoder(Placement, PublishedSizes.Vision),
            ImageProjection = new ImageProjection(
                Placement,
                PublishedSizes.Vision.ProjectionWidth,
                PublishedSizes.ImageTokens,
                PublishedSizes.UNet.CrossAttentionWidth
            ),
            DenoiserText = denoiser.RememberText(text),
            AppearanceText = appearance.RememberText(text),
            Schedule = new NoiseSchedule([.. Enumerable.Repeat(0.5f, TrainingSteps)], PredictionTarget.Noise),
        };
    }

    /// <summary>A tensor without values.</summary>
    public static Tensor Tensor(params long[] shape) => empty(shape, Placement.Type, Placement.Device);
}
