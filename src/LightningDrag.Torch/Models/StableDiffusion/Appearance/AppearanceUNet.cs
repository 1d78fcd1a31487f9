using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Appearance;

/// <summary>
/// The appearance encoder (LightningDrag, section 3.2; "reference network"): the denoiser's U-Net with weights of its
/// own that sees the clean source once, at timestep 0. The normalised input of each of its self-attentions becomes the
/// reference tokens of the denoiser's block of the same name; what would follow the last of them does not exist.
/// </summary>
internal sealed class AppearanceUNet : UNetBase
{
    private const int LatentChannels = 4;

    /// <param name="placement">Where the weights live.</param>
    /// <param name="denoiser">The denoiser's shape; only the input differs.</param>
    public AppearanceUNet(Placement placement, UNetConfig denoiser)
        : base(placement, denoiser with { InChannels = LatentChannels }, recordsOnly: true) { }

    /// <summary>
    /// Reference tokens, by the block's number; the caller's dispose scope owns them. // [N, 4, h, w] → each [N,
    /// tokens, C]
    /// </summary>
    /// <param name="latents">Scaled latents of the source.</param>
    /// <param name="text">What each block knows of the text.</param>
    /// <param name="added">Pooled text and size ids; null for networks without.</param>
    public IReadOnlyList<Tensor> Encode(Tensor latents, IReadOnlyList<BlockMemory> text, AddedCondition? added = null)
    {
        using var scope = NewDisposeScope();
        var bank = new Tensor[Blocks.Count];
        Features(
            latents,
            zeros(1, device: Placement.Device),
            text,
            added,
            (site, tokens) => bank[site.Index] = tokens.alias().DetachFromDisposeScope()
        );
        foreach (var tokens in bank)
            scope.Attach(tokens);
        return [.. bank.Select(tokens => tokens.MoveToOuterDisposeScope())];
    }
}
