using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = LightningDrag.Models.Layers.LayerNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.Clip;

/// <summary>
/// The transformer of CLIP (Radford et al., ICML 2021): layers of h += attention(LN₁(h)), h += MLP(LN₂(h)). Names of
/// the tensors as in the library transformers.
/// </summary>
internal sealed class ClipTransformer : nn.Module
{
    private readonly ModuleList<ClipLayer> layers;

    public ClipTransformer(Placement placement, ClipConfig config)
        : base(nameof(ClipTransformer))
    {
        layers = new ModuleList<ClipLayer>([
            .. Enumerable.Range(0, config.Layers).Select(_ => new ClipLayer(placement, config)),
        ]);
        RegisterComponents();
    }

    /// <summary>
    /// The embeddings as they came and the output of every layer, neither normalised. // each [N, tokens, width]
    /// </summary>
    /// <param name="embeddings">// [N, tokens, width]</param>
    /// <param name="causal">Whether a token sees only itself and those before it.</param>
    public IReadOnlyList<Tensor> Forward(Tensor embeddings, bool causal)
    {
        var hidden = new List<Tensor> { embeddings };
        foreach (ClipLayer layer in layers)
            hidden.Add(layer.Forward(hidden[^1], causal));
        return hidden;
    }
}

/// <summary>One layer of <see cref="ClipTransformer"/>. // [N, tokens, width] → the same</summary>
internal sealed class ClipLayer : nn.Module
{
    private readonly LayerNorm layer_norm1;
    private readonly ClipAttention self_attn;
    private readonly LayerNorm layer_norm2;
    private readonly ClipFeedForward mlp;

    public ClipLayer(Placement placement, ClipConfig config)
        : base(nameof(ClipLayer))
    {
        layer_norm1 = new LayerNorm(placement, config.Width, config.Epsilon);
        self_attn = new ClipAttention(placement, config);
        layer_norm2 = new LayerNorm(placement, config.Width, config.Epsilon);
        mlp = new ClipFeedForward(placement, config);
        RegisterComponents();
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        using var scope = NewDisposeScope();
        Tensor h = x + self_attn.Forward(layer_norm1.forward(x), causal);
        return (h + mlp.forward(layer_norm2.forward(h))).MoveToOuterDisposeScope();
    }
}

/// <summary>Self-attention over the tokens. // [N, tokens, width] → the same</summary>
internal sealed class ClipAttention : nn.Module
{
    private readonly Linear q_proj;
    private readonly Linear k_proj;
    private readonly Linear v_proj;
    private readonly Linear out_proj;
    private readonly int heads;

    public ClipAttention(Placement placement, ClipConfig config)
        : base(nameof(ClipAttention))
    {
        heads = config.Heads;
        q_proj = new Linear(placement, config.Width, config.Width);
        k_proj = new Linear(placement, config.Width, config.Width);
        v_proj = new Linear(placement, config.Width, config.Width);
        out_proj = new Linear(placement, config.Width, config.Width);
        RegisterComponents();
    }

    public Tensor Forward(Tensor x, bool causal)
    {
        using var scope = NewDisposeScope();
        // [N, heads, tokens, width/heads]
        Tensor Heads(Linear projection) => projection.forward(x).unflatten(2, [heads, -1]).transpose(1, 2);
        Tensor attended = FusedAttention.Attend(Heads(q_proj), Heads(k_proj), Heads(v_proj), causal);
        return out_proj.forward(attended.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }
}

/// <summary>Two linear layers with an activation between. // [N, tokens, width] → the same</summary>
internal sealed class ClipFeedForward : nn.Module<Tensor, Tensor>
{
    /// <summary>Hendrycks &amp; Gimpel 2016, section 2.</summary>
    private const double SigmoidSlope = 1.702;

    private readonly Linear fc1;
    private readonly Linear fc2;
    private readonly ClipActivation activation;

    public ClipFeedForward(Placement placement, ClipConfig config)
        : base(nameof(ClipFeedForward))
    {
        activation = config.Activation;
        fc1 = new Linear(placement, config.Width, config.InnerWidth);
        fc2 = new Linear(placement, config.InnerWidth, config.Width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor h = fc1.forward(x);
        h = activation == ClipActivation.Gelu ? nn.functional.gelu(h) : h * (h * SigmoidSlope).sigmoid();
        return fc2.forward(h).MoveToOuterDisposeScope();
    }
}
