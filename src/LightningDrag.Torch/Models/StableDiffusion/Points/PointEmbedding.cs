using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Models.StableDiffusion.Points;

/// <summary>
/// The point embedding network (LightningDrag, section 3.2): from the two maps of <see cref="PointMaps"/> to embeddings
/// at every resolution of the U-Net. Nothing in it has a bias, so far from every point the embedding is exactly zero.
/// </summary>
internal sealed class PointEmbedding : nn.Module
{
    private const int Blocks = 3;

    private readonly Conv2d conv_in;
    private readonly ModuleList<Halving> downsample_blocks_vae;
    private readonly ModuleList<Halving> downsample_blocks_unet;

    /// <param name="placement">Where the weights live.</param>
    /// <param name="width">e: embeddings have 8·e, 16·e, 32·e and 64·e channels at 1/8, 1/16, 1/32 and 1/64 of the
    /// picture.</param>
    public PointEmbedding(Placement placement, int width)
        : base(nameof(PointEmbedding))
    {
        Width = width;
        conv_in = new Conv2d(placement, 2, 2 * width, kernel: 3, padding: 1, bias: false);
        downsample_blocks_vae = new ModuleList<Halving>([
            .. Enumerable.Range(0, Blocks).Select(i => new Halving(placement, (2 * width) << i)),
        ]);
        downsample_blocks_unet = new ModuleList<Halving>([
            .. Enumerable.Range(Blocks, Blocks).Select(i => new Halving(placement, (2 * width) << i)),
        ]);
        RegisterComponents();
    }

    /// <summary>e.</summary>
    public int Width { get; }

    /// <summary>Channels of an embedding at a level of the U-Net, 0 being 1/8 of the picture.</summary>
    public static int ChannelsAt(int width, int level) => (8 * width) << level;

    /// <summary>Embeddings by level, 1/8 first; the caller's dispose scope owns them.</summary>
    /// <param name="maps">// [1, 2, H, W]</param>
    public IReadOnlyList<PointFeatures> Forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var h = conv_in.forward(maps);
        for (int i = 0; i < Blocks - 1; i++)
            h = downsample_blocks_vae[i].forward(h);
        var levels = new PointFeatures[Blocks + 1];
        for (int level = 0; level <= Blocks; level++)
        {
            h =
                level == 0
                    ? downsample_blocks_vae[Blocks - 1].forward(h)
                    : downsample_blocks_unet[level - 1].forward(h);
            var parts = h.chunk(2, dim: 1);
            levels[level] = new PointFeatures(parts[0].MoveToOuterDisposeScope(), parts[1].MoveToOuterDisposeScope());
        }

        return levels;
    }

    /// <summary>Half the size and twice the channels, with SiLU after each convolution.</summary>
    private sealed class Halving : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1;
        private readonly Conv2d conv2;

        public Halving(Placement placement, int width)
            : base(nameof(Halving))
        {
            conv1 = new Conv2d(placement, width, 2 * width, kernel: 3, stride: 2, padding: 1, bias: false);
            conv2 = new Conv2d(placement, 2 * width, 2 * width, kernel: 3, padding: 1, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return nn.functional.silu(conv2.forward(nn.functional.silu(conv1.forward(x)))).MoveToOuterDisposeScope();
        }
    }
}

/// <summary>Embeddings of one resolution. // [1, C, h, w] each</summary>
/// <param name="Handles">Of the handles.</param>
/// <param name="Targets">Of the targets.</param>
internal sealed record PointFeatures(Tensor Handles, Tensor Targets);
