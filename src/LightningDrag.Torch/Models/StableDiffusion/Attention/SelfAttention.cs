using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.StableDiffusion.Attention;

/// <summary>
/// Self-attention with reference tokens and point embedding (LightningDrag, section 3.2, equations 3 to 5): with x the
/// own tokens, r the appearance encoder's, p_t and p_h the projected target and handle embeddings,
/// q = W_q·x + p_t, k = [W_k·x + p_t ; W_k·r + p_h], v = [W_v·x ; W_v·r]. The own tokens stand for the result, so they
/// carry the targets; the reference tokens stand for the source, so they carry the handles.
/// </summary>
internal sealed class SelfAttention : nn.Module
{
    private readonly int heads;
    private readonly Linear to_q;
    private readonly Linear to_k;
    private readonly Linear to_v;
    private readonly ModuleList<Linear> to_out;

    public SelfAttention(Placement placement, int width, int heads)
        : base(nameof(SelfAttention))
    {
        this.heads = heads;
        to_q = new Linear(placement, width, width, bias: false);
        to_k = new Linear(placement, width, width, bias: false);
        to_v = new Linear(placement, width, width, bias: false);
        to_out = new ModuleList<Linear>(new Linear(placement, width, width));
        RegisterComponents();
    }

    /// <summary>W_k·r and W_v·r of reference tokens, without p_h. // [N, tokens, C]</summary>
    public KeysAndValues Remember(Tensor reference) =>
        new(TokenHeads.Split(to_k.forward(reference), heads), TokenHeads.Split(to_v.forward(reference), heads));

    /// <param name="x">Normalised tokens. // [N, tokens, C]</param>
    /// <param name="memory">Reference and targets, for the same N.</param>
    public Tensor Forward(Tensor x, BlockMemory memory)
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (to_q.forward(x), to_k.forward(x), TokenHeads.Split(to_v.forward(x), heads));
        if (memory.Target is { } target)
            (q, k) = (q + target, k + target);
        k = TokenHeads.Split(k, heads);
        if (memory.Reference is { } reference)
            (k, v) = (cat([k, reference.Keys], 2), cat([v, reference.Values], 2));
        var attended = FusedAttention.Attend(TokenHeads.Split(q, heads), k, v);
        return to_out[0].forward(TokenHeads.Join(attended)).MoveToOuterDisposeScope();
    }
}
