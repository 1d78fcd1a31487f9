using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>
/// The networks of the published system (LightningDrag, section 3.2), whether they edit or are trained. It owns them.
/// </summary>
internal abstract class DragNetworks : IDisposable
{
    /// <summary>Predicts the noise.</summary>
    public required DenoisingUNet Denoiser { get; init; }

    /// <summary>The denoiser's layers for points and image tokens.</summary>
    public required DragProcessors Processors { get; init; }

    /// <summary>Gives the reference tokens of the source.</summary>
    public required AppearanceUNet Appearance { get; init; }

    /// <summary>Embeds handles and targets.</summary>
    public required PointEmbedding Points { get; init; }

    /// <summary>Between pictures and latents.</summary>
    public required ILatentCodec Codec { get; init; }

    /// <summary>Sees the source as a whole.</summary>
    public required ClipVisionEncoder Vision { get; init; }

    /// <summary>Turns what it sees into image tokens.</summary>
    public required ImageProjection ImageProjection { get; init; }

    /// <summary>Pooled text and size ids of larger backbones; null for SD 1.5.</summary>
    public AddedCondition? Added { get; init; }

    /// <summary>The diffusion that the denoiser was trained on.</summary>
    public required NoiseSchedule Schedule { get; init; }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        IDisposable?[] owned =
        [
            Denoiser,
            Processors,
            Appearance,
            Points,
            Codec,
            Vision,
            ImageProjection,
            Added?.PooledText,
            Added?.TimeIds,
        ];
        foreach (var part in owned)
            part?.Dispose();
    }
}
