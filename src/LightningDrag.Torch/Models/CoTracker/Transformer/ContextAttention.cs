using LightningDrag.Models.Layers;
using static TorchSharp.torch;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.CoTracker.Transformer;

/// <summary>
/// Attention of tokens to a context (Vaswani et al. 2017); to itself where that is the tokens. Names of the tensors as
/// published.
/// </summary>
internal sealed class ContextAttention : nn.Module
{
    private readonly Linear to_q;
    private readonly Linear to_kv;
    private readonly Linear to_out;
    private readonly int heads;

    public ContextAttention(Placement placement, int width, int heads)
        : base(nameof(ContextAttention))
    {
        this.heads = heads;
        to_q = new Linear(placement, width, width);
        to_kv = new Linear(placement, width, 2 * width);
        to_out = new Linear(placement, width, width);
        RegisterComponents();
    }

    /// <param name="tokens">// [B, Q, D]</param>
    /// <param name="context">// [B, K, D]</param>
    /// <param name="mask">Which tokens choose, and among what; null: all among all.</param>
    /// <returns>// [B, Q, D]</returns>
    public Tensor Forward(Tensor tokens, Tensor context, AttentionMask? mask = null)
    {
        using var scope = NewDisposeScope();
        Tensor query = to_q.forward(tokens);
        // A query of zeros scores everything alike: it takes the mean.
        if (mask?.Choosing is { } choosing)
            query *= choosing.unsqueeze(-1);
        Tensor[] keysAndValues = to_kv.forward(context).chunk(2, -1);
        Tensor attended = FusedAttention.Attend(
            Split(query),
            Split(keysAndValues[0]),
            Split(keysAndValues[1]),
            mask: mask?.Bias
        );
        return to_out.forward(attended.transpose(1, 2).flatten(2)).MoveToOuterDisposeScope();
    }

    /// <summary>// [B, tokens, heads·d] → [B, heads, tokens, d]</summary>
    private Tensor Split(Tensor tokens) => tokens.unflatten(2, [heads, -1]).transpose(1, 2);
}
