using TorchSharp.Modules;
using static TorchSharp.torch;

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
        c1 = nn.Conv2d(input, output, 3, padding: 1);
        e = nn.Linear(timeWidth, output * 2);
        n2 = Normalisation.Create(output);
        c2 = nn.Conv2d(output, output, 3, padding: 1);
        k = input == output ? null : nn.Conv2d(input, output, 1);
        register_module(nameof(n1), n1);
        register_module(nameof(c1), c1);
        register_module(nameof(e), e);
        register_module(nameof(n2), n2);
        register_module(nameof(c2), c2);
        if (k is not null) register_module(nameof(k), k);
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
        qkv = nn.Conv2d(width, width * 3, 1);
        o = nn.Conv2d(width, width, 1);
        register_module(nameof(n), n);
        register_module(nameof(qkv), qkv);
        register_module(nameof(o), o);
    }

    /// <inheritdoc/>
    /// <param name="x">// [N, C, h, w]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var heads = qkv.call(n.call(x)).view(batch, 3, channels / HeadWidth, HeadWidth, height * width).transpose(-1, -2).unbind(1); // 3 × [N, heads, hw, 16]
        var attended = nn.functional.scaled_dot_product_attention(heads[0], heads[1], heads[2]);
        attended = attended.transpose(-1, -2).reshape(batch, channels, height, width);
        return (x + o.call(attended)).MoveToOuterDisposeScope();
    }
}

/// <summary>Group normalisation over 8 groups (Wu &amp; He, ECCV 2018).</summary>
internal static class Normalisation
{
    private const int Groups = 8;

    /// <summary>A layer that starts as the identity after normalising; TorchSharp 0.107 leaves its weights uninitialised.</summary>
    public static GroupNorm Create(int channels)
    {
        var norm = nn.GroupNorm(Groups, channels);
        using var _ = no_grad();
        norm.weight!.fill_(1);
        norm.bias!.zero_();
        return norm;
    }
}
