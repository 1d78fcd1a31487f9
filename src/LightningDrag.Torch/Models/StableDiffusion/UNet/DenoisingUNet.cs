using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using GroupNorm = LightningDrag.Models.Layers.GroupNorm;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>
/// The denoising network (LightningDrag, section 3.2): predicts ε from the noisy latent, the mask and the masked
/// image's latent.
/// </summary>
internal sealed class DenoisingUNet : UNetBase
{
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    public DenoisingUNet(Placement placement, UNetConfig config)
        : base(placement, config, recordsOnly: false)
    {
        conv_norm_out = new GroupNorm(placement, config.Groups, config.Widths[0], config.Epsilon);
        conv_out = new Conv2d(placement, config.Widths[0], config.OutChannels, kernel: 3, padding: 1);
        register_module(nameof(conv_norm_out), conv_norm_out);
        register_module(nameof(conv_out), conv_out);
    }

    /// <summary>// [N, InChannels, h, w] → [N, OutChannels, h, w]</summary>
    /// <inheritdoc cref="UNetBase.Features"/>
    public Tensor Forward(
        Tensor input,
        float timestep,
        IReadOnlyList<BlockMemory> memories,
        AddedCondition? added = null,
        Action<TransformerSite, Tensor>? recorder = null
    )
    {
        using var timesteps = tensor(new[] { timestep }, device: Placement.Device);
        return Forward(input, timesteps, memories, added, recorder);
    }

    /// <summary>// [N, InChannels, h, w] → [N, OutChannels, h, w]</summary>
    /// <inheritdoc cref="UNetBase.Features"/>
    public Tensor Forward(
        Tensor input,
        Tensor timesteps,
        IReadOnlyList<BlockMemory> memories,
        AddedCondition? added = null,
        Action<TransformerSite, Tensor>? recorder = null
    )
    {
        using var scope = NewDisposeScope();
        var h = Features(input, timesteps, memories, added, recorder);
        return conv_out.forward(nn.functional.silu(conv_norm_out.forward(h))).MoveToOuterDisposeScope();
    }

    /// <summary>Keys and values of reference tokens for one block, without the handle embedding.</summary>
    /// <param name="site">Which block.</param>
    /// <param name="reference">The appearance encoder's tokens of the block of the same name. // [N, tokens, C]</param>
    public KeysAndValues RememberReference(TransformerSite site, Tensor reference) =>
        Blocks[site.Index].SelfAttention.Remember(reference);

    /// <summary>Keys and values of image tokens for one block. // [1, tokens, width]</summary>
    public KeysAndValues RememberImage(TransformerSite site, Tensor image, DragProcessors processors) =>
        Blocks[site.Index].CrossAttention.RememberImage(image, processors, site.Index);
}
