using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using GroupNorm = LightningDrag.Models.Layers.GroupNorm;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// The decoder of <see cref="AutoencoderKL"/>, the coarsest level first. // [N, C, h, w] → [N, 3, 8·h, 8·w]
/// </summary>
internal sealed class VaeDecoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly VaeMiddleBlock mid_block;
    private readonly ModuleList<VaeUpLevel> up_blocks;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    public VaeDecoder(Placement placement, VaeConfig config)
        : base(nameof(VaeDecoder))
    {
        int[] widths = [.. config.Widths.Reverse()];
        int last = widths.Length - 1;
        conv_in = new Conv2d(placement, config.LatentChannels, widths[0], kernel: 3, padding: 1);
        mid_block = new VaeMiddleBlock(placement, config.NormGroups, widths[0]);
        up_blocks = new ModuleList<VaeUpLevel>([
            .. widths.Select(
                (width, level) =>
                    new VaeUpLevel(
                        placement,
                        config.NormGroups,
                        widths[Math.Max(0, level - 1)],
                        width,
                        config.BlocksPerLevel + 1,
                        level == last
                    )
            ),
        ]);
        conv_norm_out = new GroupNorm(placement, config.NormGroups, widths[last], VaeResnetBlock.Epsilon);
        conv_out = new Conv2d(placement, widths[last], config.ImageChannels, kernel: 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor latents)
    {
        using var scope = NewDisposeScope();
        Tensor h = conv_in.forward(latents).Then(mid_block.forward);
        foreach (VaeUpLevel level in up_blocks)
            h = h.Then(level.forward);
        return h.Then(conv_norm_out.forward).ThenSilu().Then(conv_out.forward).MoveToOuterDisposeScope();
    }
}
