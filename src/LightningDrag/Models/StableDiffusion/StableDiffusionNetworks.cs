using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion;

/// <summary>All networks of the published system, loaded, and what each edit needs of the prompt. It owns them.</summary>
internal sealed class StableDiffusionNetworks : IDisposable
{
    /// <summary>Where everything runs.</summary>
    public required Placement Placement { get; init; }

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

    /// <summary>The prompt as the denoiser's blocks see it.</summary>
    public required IReadOnlyList<BlockMemory> DenoiserText { get; init; }

    /// <summary>The empty prompt as the appearance encoder's blocks see it.</summary>
    public required IReadOnlyList<BlockMemory> AppearanceText { get; init; }

    /// <summary>Pooled text and size ids of larger backbones; null for SD 1.5.</summary>
    public AddedCondition? Added { get; init; }

    /// <summary>The diffusion that the denoiser was trained on.</summary>
    public required NoiseSchedule Schedule { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        IDisposable[] networks = [Denoiser, Processors, Appearance, Points, Codec, Vision, ImageProjection];
        foreach (var network in networks) network.Dispose();
        foreach (var tensor in DenoiserText.Concat(AppearanceText).SelectMany(memory => (Tensor?[])[memory.Text.Keys, memory.Text.Values])) tensor?.Dispose();
        Added?.PooledText.Dispose();
        Added?.TimeIds.Dispose();
    }
}
