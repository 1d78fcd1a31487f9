using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using GroupNorm = LightningDrag.Models.Layers.GroupNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>
/// Transformer blocks over the positions of a feature map, with a residual connection around them (Rombach et al. 2022,
/// appendix E.2.1). // [N, C, h, w] → the same
/// </summary>
internal sealed class SpatialTransformer : nn.Module
{
    private const double Epsilon = 1e-6;

    private readonly GroupNorm norm;
    private readonly nn.Module<Tensor, Tensor> proj_in;
    private readonly ModuleList<TransformerBlock> transformer_blocks;
    private readonly nn.Module<Tensor, Tensor>? proj_out;
    private readonly bool linear;

    public SpatialTransformer(Placement placement, UNetConfig config, int width, IEnumerable<TransformerBlock> blocks)
        : base(nameof(SpatialTransformer))
    {
        linear = config.UsesLinearProjection;
        norm = new GroupNorm(placement, config.Groups, width, Epsilon);
        proj_in = Projection();
        transformer_blocks = new ModuleList<TransformerBlock>([.. blocks]);
        if (!transformer_blocks[^1].RecordsOnly)
            proj_out = Projection();
        RegisterComponents();

        nn.Module<Tensor, Tensor> Projection() =>
            linear ? new Linear(placement, width, width) : new Conv2d(placement, width, width, kernel: 1);
    }

    /// <summary>The blocks, in order.</summary>
    public IEnumerable<TransformerBlock> Blocks => transformer_blocks;

    /// <inheritdoc cref="TransformerBlock.Forward"/>
    public Tensor Forward(Tensor x, IReadOnlyList<BlockMemory> memories, Action<TransformerSite, Tensor>? recorder)
    {
        using var scope = NewDisposeScope();
        var h = norm.forward(x);
        var tokens = linear ? proj_in.forward(Tokens(h)) : Tokens(proj_in.forward(h)); // [N, h·w, C]
        foreach (var block in transformer_blocks)
            tokens = block.Forward(tokens, memories, recorder);
        if (proj_out is null)
            return x.alias().MoveToOuterDisposeScope();
        h = linear ? Map(proj_out.forward(tokens), x) : proj_out.forward(Map(tokens, x));
        return (h + x).MoveToOuterDisposeScope();
    }

    private static Tensor Tokens(Tensor map) => map.flatten(2).transpose(1, 2).contiguous();

    private static Tensor Map(Tensor tokens, Tensor like) =>
        tokens.transpose(1, 2).reshape(tokens.shape[0], -1, like.shape[2], like.shape[3]);
}
