using LightningDrag.Models.Layers;
using static TorchSharp.torch;
using LayerNorm = LightningDrag.Models.Layers.LayerNorm;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.CoTracker.Transformer;

/// <summary>x += attention(LN(x)); x += MLP(LN(x)). // [B, tokens, D] → the same</summary>
internal sealed class SelfBlock : nn.Module<Tensor, Tensor>
{
    private readonly ContextAttention attn;
    private readonly FeedForward mlp;

    public SelfBlock(Placement placement, CoTrackerConfig config)
        : base(nameof(SelfBlock))
    {
        attn = new ContextAttention(placement, config.TokenWidth, config.Heads);
        mlp = new FeedForward(placement, config);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor normal = TokenNorm.Of(x);
        Tensor h = x + attn.Forward(normal, normal);
        return h.add_(mlp.forward(TokenNorm.Of(h))).MoveToOuterDisposeScope();
    }
}

/// <summary>x += attention(LN(x), LN′(context)); x += MLP(LN(x)).</summary>
internal sealed class CrossBlock : nn.Module
{
    private readonly LayerNorm norm_context;
    private readonly ContextAttention cross_attn;
    private readonly FeedForward mlp;

    public CrossBlock(Placement placement, CoTrackerConfig config)
        : base(nameof(CrossBlock))
    {
        norm_context = new LayerNorm(placement, config.TokenWidth);
        cross_attn = new ContextAttention(placement, config.TokenWidth, config.Heads);
        mlp = new FeedForward(placement, config);
        RegisterComponents();
    }

    /// <param name="x">// [B, Q, D]</param>
    /// <param name="context">// [B, K, D]</param>
    /// <param name="mask">What attends to what; null: everything.</param>
    /// <returns>// [B, Q, D]</returns>
    public Tensor Forward(Tensor x, Tensor context, AttentionMask? mask)
    {
        using var scope = NewDisposeScope();
        Tensor h = x + cross_attn.Forward(TokenNorm.Of(x), norm_context.forward(context), mask);
        return h.add_(mlp.forward(TokenNorm.Of(h))).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Two linear layers with the tanh form of GELU (Hendrycks &amp; Gimpel 2016) between. // […, D] → the same
/// </summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    public FeedForward(Placement placement, CoTrackerConfig config)
        : base(nameof(FeedForward))
    {
        fc1 = new Linear(placement, config.TokenWidth, config.InnerWidth);
        fc2 = new Linear(placement, config.InnerWidth, config.TokenWidth);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) =>
        fc1.forward(x).Then(h => nn.functional.gelu(h, TorchSharp.Modules.GELU.Approximate.tanh)).Then(fc2.forward);
}

/// <summary>The layer norm of tokens, without weights and so without a module.</summary>
internal static class TokenNorm
{
    private const double Epsilon = 1e-6;

    /// <summary>// […, D] → the same</summary>
    public static Tensor Of(Tensor tokens) => nn.functional.layer_norm(tokens, [tokens.shape[^1]], eps: Epsilon);
}
