using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Models.StableDiffusion.Attention;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>
/// The networks under training. Trained, as published (LightningDrag, section 3.2): the appearance encoder, the point
/// embedding and the norm and projection of the point embedding in every self-attention. Frozen: denoiser, autoencoder,
/// text and image encoders, image prompt. It owns them.
/// </summary>
internal sealed class LatentNetworks : DragNetworks
{
    /// <summary>The empty prompt, all that training ever says. // [1, 77, width]</summary>
    public required Tensor Text { get; init; }

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
            .. NamedParameter
                .Of(Processors, "attention.")
                .Where(p => DragProcessors.IsPoints(p.Name["attention.".Length..])),
            .. withDenoiser ? NamedParameter.Of(Denoiser, "unet.") : [],
        ];
        foreach (var parameter in trained)
            parameter.Value.requires_grad = true;
        return trained;
    }

    /// <summary>
    /// The same networks as an edit uses them; it must be let go, not disposed of, before this object. Within a dispose
    /// scope.
    /// </summary>
    public StableDiffusionNetworks ForEdits() =>
        new()
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
    public override void Dispose()
    {
        base.Dispose();
        Text.Dispose();
    }
}
