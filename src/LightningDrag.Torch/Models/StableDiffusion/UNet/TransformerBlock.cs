using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using static TorchSharp.torch;
using LayerNorm = LightningDrag.Models.Layers.LayerNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.UNet;

/// <summary>
/// Transformer block with pre-norm (Rombach et al. 2022, appendix E.2.1): self-attention, cross-attention,
/// feed-forward, each with a residual connection.
/// </summary>
internal sealed class TransformerBlock : nn.Module
{
    private readonly LayerNorm norm1;
    private readonly SelfAttention? attn1;
    private readonly LayerNorm? norm2;
    private readonly CrossAttention? attn2;
    private readonly LayerNorm? norm3;
    private readonly FeedForward? ff;

    /// <param name="placement">Where the weights live.</param>
    /// <param name="site">Number and width of the block.</param>
    /// <param name="contextWidth">Width of text tokens.</param>
    /// <param name="recordOnly">The last block of an appearance encoder: its normalised input is recorded and nothing
    /// follows.</param>
    public TransformerBlock(Placement placement, TransformerSite site, int contextWidth, bool recordOnly)
        : base(nameof(TransformerBlock))
    {
        Site = site;
        norm1 = new LayerNorm(placement, site.Width);
        if (!recordOnly)
        {
            attn1 = new SelfAttention(placement, site.Width, site.Heads);
            norm2 = new LayerNorm(placement, site.Width);
            attn2 = new CrossAttention(placement, site.Width, contextWidth, site.Heads);
            norm3 = new LayerNorm(placement, site.Width);
            ff = new FeedForward(placement, site.Width);
        }

        RegisterComponents();
    }

    /// <summary>Where in the network the block is.</summary>
    public TransformerSite Site { get; }

    /// <summary>The self-attention, of a block that is whole.</summary>
    public SelfAttention SelfAttention =>
        attn1 ?? throw new InvalidOperationException("The last block of an appearance encoder has no attention.");

    /// <summary>The cross-attention, of a block that is whole.</summary>
    public CrossAttention CrossAttention =>
        attn2 ?? throw new InvalidOperationException("The last block of an appearance encoder has no attention.");

    /// <summary>Whether only the normalised input is wanted.</summary>
    public bool RecordsOnly => attn1 is null;

    /// <param name="x">// [N, tokens, C]</param>
    /// <param name="memories">What each block of the network attends to.</param>
    /// <param name="recorder">Gets the output of the first norm; it owns what it gets.</param>
    public Tensor Forward(Tensor x, IReadOnlyList<BlockMemory> memories, Action<TransformerSite, Tensor>? recorder)
    {
        using var scope = NewDisposeScope();
        var normalised = norm1.forward(x);
        recorder?.Invoke(Site, normalised);
        if (attn1 is null)
            return x.alias().MoveToOuterDisposeScope();

        var memory = memories[Site.Index];
        var h = x + attn1.Forward(normalised, memory);
        h = h.Then(y => y + attn2!.Forward(norm2!.forward(y), memory));
        return h.Then(y => y + ff!.forward(norm3!.forward(y))).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// A transformer block's place: its number in the order down, up, middle; its width and heads; its path in the network.
/// </summary>
internal sealed record TransformerSite(int Index, string Name, int Width, int Heads, int Level);

/// <summary>
/// Feed-forward with a gate (Shazeer, "GLU Variants Improve Transformer", 2020, equation 6): W₂·((W·x) ⊙ GELU(V·x)),
/// four times as wide inside.
/// </summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    /// <summary>
    /// No fields of their own: those would be registered a second time, under names that the file does not have.
    /// </summary>
    private readonly (Gate Gate, Linear Output) layers;

    public FeedForward(Placement placement, int width)
        : base(nameof(FeedForward))
    {
        layers = (new Gate(placement, width, 4 * width), new Linear(placement, 4 * width, width));
        // A dropout without weights is number 1 of the published list.
        register_module("net", new NumberedModules((0, layers.Gate), (2, layers.Output)));
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return layers.Gate.forward(x).Then(layers.Output.forward).MoveToOuterDisposeScope();
    }

    private sealed class Gate : nn.Module<Tensor, Tensor>
    {
        private readonly Linear proj;

        public Gate(Placement placement, int inputs, int outputs)
            : base(nameof(Gate))
        {
            proj = new Linear(placement, inputs, 2 * outputs);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var halves = proj.forward(x).chunk(2, dim: -1);
            return (halves[0] * nn.functional.gelu(halves[1])).MoveToOuterDisposeScope();
        }
    }

    /// <summary>A list with gaps, whose only purpose is the names.</summary>
    private sealed class NumberedModules : nn.Module
    {
        public NumberedModules(params ReadOnlySpan<(int Number, nn.Module Module)> modules)
            : base("net")
        {
            foreach (var (number, module) in modules)
                register_module($"{number}", module);
        }
    }
}
