using LightningDrag.Models;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>
/// The networks under training. Trained, as published (LightningDrag, section 3.2): the appearance encoder, the point embedding and the norm and projection of
/// the point embedding in every self-attention. Frozen: denoiser, autoencoder, text and image encoders, image prompt. It owns them.
/// </summary>
internal sealed class LatentNetworks : IDisposable
{
    /// <summary>Predicts the noise; frozen unless asked for.</summary>
    public required DenoisingUNet Denoiser { get; init; }

    /// <summary>The denoiser's layers for points, which are trained, and for image tokens, which are not.</summary>
    public required DragProcessors Processors { get; init; }

    /// <summary>Gives the reference tokens of the source; trained.</summary>
    public required AppearanceUNet Appearance { get; init; }

    /// <summary>Embeds handles and targets; trained.</summary>
    public required PointEmbedding Points { get; init; }

    /// <summary>Between pictures and latents; frozen.</summary>
    public required ILatentCodec Codec { get; init; }

    /// <summary>Sees the source as a whole; frozen.</summary>
    public required ClipVisionEncoder Vision { get; init; }

    /// <summary>Turns what it sees into image tokens; frozen.</summary>
    public required ImageProjection ImageProjection { get; init; }

    /// <summary>The empty prompt, all that training ever says. // [1, 77, width]</summary>
    public required Tensor Text { get; init; }

    /// <summary>Pooled text and size ids of larger backbones; null for SD 1.5.</summary>
    public AddedCondition? Added { get; init; }

    /// <summary>The diffusion that the denoiser was trained on.</summary>
    public required NoiseSchedule Schedule { get; init; }

    /// <summary>Where and in what precision the frozen networks are.</summary>
    public Placement Frozen => Denoiser.Placement;

    /// <summary>Makes the trained parameters collect gradients, and tells which they are.</summary>
    /// <param name="withDenoiser">Whether the denoiser is one of them.</param>
    /// <param name="recompute">Whether U-Nets keep their activations or compute them twice.</param>
    public IReadOnlyList<NamedParameter> Prepare(bool withDenoiser, bool recompute)
    {
        (Denoiser.Recomputes, Appearance.Recomputes) = (recompute, recompute);
        NamedParameter[] trained =
        [
            .. NamedParameter.Of(Appearance, "appearance_encoder."),
            .. NamedParameter.Of(Points, "point_embedding."),
            .. NamedParameter.Of(Processors, "attention.").Where(p => DragProcessors.IsPoints(p.Name["attention.".Length..])),
            .. withDenoiser ? NamedParameter.Of(Denoiser, "unet.") : [],
        ];
        foreach (var parameter in trained) parameter.Value.requires_grad = true;
        return trained;
    }

    /// <summary>The same networks as an edit uses them; it must be let go, not disposed of, before this object. Within a dispose scope.</summary>
    public StableDiffusionNetworks ForEdits() => new()
    {
        Placement = Frozen,
        Denoiser = Denoiser,
        Processors = Processors,
        Appearance = Appearance,
        Points = Points,
        Codec = Codec,
        Vision = Vision,
        ImageProjection = ImageProjection,
        DenoiserText = Denoiser.RememberText(Text),
        AppearanceText = Appearance.RememberText(Text.to(Appearance.Placement.Type)),
        Added = Added,
        Schedule = Schedule,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        IDisposable?[] parts = [Denoiser, Processors, Appearance, Points, Codec, Vision, ImageProjection, Text, Added?.PooledText, Added?.TimeIds];
        foreach (var part in parts) part?.Dispose();
    }
}
