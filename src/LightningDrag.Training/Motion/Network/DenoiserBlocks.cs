using LightningDrag.Models.Compact.Network;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;
using GroupNorm = LightningDrag.Models.Layers.GroupNorm;

namespace LightningDrag.Training.Motion.Network;

/// <summary>
/// Residual block with scale-shift time embedding (Dhariwal &amp; Nichol, NeurIPS 2021):
/// h = c₁(SiLU(n₁(x))), then c₂(SiLU(n₂(h)·(1 + a) + b)) + x with (a, b) linear in the time embedding.
/// </summary>
internal sealed class ResidualBlock : nn.Module
{
    private readonly GroupNorm n1;
    private readonly Conv2d c1;
    private readonly Linear e;
    private readonly GroupNorm n2;
    private readonly Conv2d c2;
    private readonly Conv2d? k;

    public ResidualBlock(int input, int output, int timeWidth)
        : base(nameof(ResidualBlock))
    {
        n1 = Normalisation.Create(input);
        c1 = Conv2d.Trainable(input, output, 3, padding: 1);
        e = nn.Linear(timeWidth, output * 2);
        n2 = Normalisation.Create(output);
        c2 = Conv2d.Trainable(output, output, 3, padding: 1);
        k = input == output ? null : Conv2d.Trainable(input, output, 1);
        register_module(nameof(n1), n1);
        register_module(nameof(c1), c1);
        register_module(nameof(e), e);
        register_module(nameof(n2), n2);
        register_module(nameof(c2), c2);
        if (k is not null)
            register_module(nameof(k), k);
    }

    /// <param name="x">// [N, input, h, w]</param>
    /// <param name="time">// [N, timeWidth]</param>
    /// <returns>// [N, output, h, w]</returns>
    public Tensor Forward(Tensor x, Tensor time)
    {
        using var scope = NewDisposeScope();
        var h = c1.call(nn.functional.silu(n1.call(x)));
        var modulation = e.call(time).unsqueeze(-1).unsqueeze(-1).chunk(2, 1);
        h = (n2.call(h) * (modulation[0] + 1f)) + modulation[1];
        h = c2.call(nn.functional.silu(h));
        return (h + (k is null ? x : k.call(x))).MoveToOuterDisposeScope();
    }
}

/// <summary>Self-attention over all positions, heads of 16 channels, with a residual connection.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, Tensor>
{
    private const int HeadWidth = 16;
    private readonly GroupNorm n;
    private readonly Conv2d qkv;
    private readonly Conv2d o;

    public SelfAttention(int width)
        : base(nameof(SelfAttention))
    {
        n = Normalisation.Create(width);
        qkv = Conv2d.Trainable(width, width * 3, 1);
        o = Conv2d.Trainable(width, width, 1);
        register_module(nameof(n), n);
        register_module(nameof(qkv), qkv);
        register_module(nameof(o), o);
    }

    /// <summary>What the attention goes through before it is added.</summary>
    public Conv2d Last => o;

    /// <inheritdoc/>
    /// <param name="x">// [N, C, h, w]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        // Channels-last, a position's channels lie side by side, which is what attention reads: nothing is copied.
        var tokens = qkv.call(n.call(x)).flatten(2).transpose(1, 2); // [N, hw, 3·C]
        var heads = tokens
            .reshape(batch, height * width, 3, channels / HeadWidth, HeadWidth)
            .permute(2, 0, 3, 1, 4)
            .unbind(0); // 3 × [N, heads, hw, 16]
        var attended = nn.functional.scaled_dot_product_attention(heads[0], heads[1], heads[2]);
        attended = attended.transpose(1, 2).reshape(batch, height, width, channels).permute(0, 3, 1, 2); // [N, C, h, w]
        return (x + o.call(attended)).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// A block of a transformer (Vaswani et al., NeurIPS 2017, normalised first): self-attention, then two layers on each
/// position, each with a residual connection. It begins as the identity, so a network that grows by it says what it
/// said before.
/// </summary>
internal sealed class TransformerBlock : nn.Module<Tensor, Tensor>
{
    private readonly SelfAttention a;
    private readonly GroupNorm n;
    private readonly Conv2d f1;
    private readonly Conv2d f2;

    public TransformerBlock(int width)
        : base(nameof(TransformerBlock))
    {
        a = new SelfAttention(width);
        n = Normalisation.Create(width);
        const int expansion = DenoiserBlocksGraph.Expansion;
        f1 = Conv2d.Trainable(width, width * expansion, 1);
        f2 = Conv2d.Trainable(width * expansion, width, 1);
        register_module(nameof(a), a);
        register_module(nameof(n), n);
        register_module(nameof(f1), f1);
        register_module(nameof(f2), f2);
        using var _ = no_grad();
        foreach (var last in new[] { a.Last, f2 })
        {
            last.Weight.zero_();
            last.Bias!.zero_();
        }
    }

    /// <inheritdoc/>
    /// <param name="x">// [N, C, h, w]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = a.call(x);
        return (h + f2.call(nn.functional.silu(f1.call(n.call(h))))).MoveToOuterDisposeScope();
    }
}

/// <summary>Group normalisation over 8 groups (Wu &amp; He, ECCV 2018).</summary>
internal static class Normalisation
{
    private const int Groups = 8;

    /// <summary>A layer that begins as the identity after normalising.</summary>
    public static GroupNorm Create(int channels) => GroupNorm.Trainable(Groups, channels);
}
