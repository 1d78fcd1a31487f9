using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using GroupNorm = LightningDrag.Models.Layers.GroupNorm;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// The encoder of <see cref="AutoencoderKL"/>, the finest level first. // [N, 3, H, W] → [N, 2·C, H/8, W/8]
/// </summary>
internal sealed class VaeEncoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv_in;
    private readonly ModuleList<VaeDownLevel> down_blocks;
    private readonly VaeMiddleBlock mid_block;
    private readonly GroupNorm conv_norm_out;
    private readonly Conv2d conv_out;

    public VaeEncoder(Placement placement, VaeConfig config)
        : base(nameof(VaeEncoder))
    {
        var widths = config.Widths;
        int last = widths.Count - 1;
        conv_in = new Conv2d(placement, config.ImageChannels, widths[0], kernel: 3, padding: 1);
        down_blocks = new ModuleList<VaeDownLevel>([
            .. widths.Select(
                (width, level) =>
                    new VaeDownLevel(
                        placement,
                        config.NormGroups,
                        widths[Math.Max(0, level - 1)],
                        width,
                        config.BlocksPerLevel,
                        level == last
                    )
            ),
        ]);
        mid_block = new VaeMiddleBlock(placement, config.NormGroups, widths[last]);
        conv_norm_out = new GroupNorm(placement, config.NormGroups, widths[last], VaeResnetBlock.Epsilon);
        conv_out = new Conv2d(placement, widths[last], 2 * config.LatentChannels, kernel: 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor image)
    {
        using var scope = NewDisposeScope();
        Tensor h = conv_in.forward(image);
        foreach (VaeDownLevel level in down_blocks)
            h = h.Then(level.forward);
        return h.Then(mid_block.forward)
            .Then(conv_norm_out.forward)
            .ThenSilu()
            .Then(conv_out.forward)
            .MoveToOuterDisposeScope();
    }
}
