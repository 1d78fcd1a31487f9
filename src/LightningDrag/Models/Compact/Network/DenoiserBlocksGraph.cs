namespace LightningDrag.Models.Compact.Network;

/// <summary>The blocks of the motion denoiser's U-Net, added to a graph.</summary>
internal static class DenoiserBlocksGraph
{
    /// <summary>How much wider the middle of a transformer block's layers is.</summary>
    public const int Expansion = 3;

    private const int HeadWidth = 16;

    /// <summary>
    /// Residual block with scale-shift time embedding (Dhariwal &amp; Nichol, NeurIPS 2021):
    /// h = c₁(SiLU(n₁(x))), then c₂(SiLU(n₂(h)·(1 + a) + b)) + x with (a, b) linear in the time embedding.
    /// </summary>
    /// <param name="layers">Graph and weights.</param>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="x">// [N, input, side, side]</param>
    /// <param name="time">// [N, timeWidth]</param>
    /// <param name="input">Channels of x.</param>
    /// <param name="output">Channels of the result.</param>
    /// <param name="timeWidth">Width of the time embedding.</param>
    /// <param name="side">h and w.</param>
    public static GraphValue ResidualBlock(
        NetworkLayers layers,
        string name,
        GraphValue x,
        GraphValue time,
        int input,
        int output,
        int timeWidth,
        int side
    )
    {
        var h = layers.Convolution(
            name + ".c1",
            layers.GroupNorm(name + ".n1", x, input, side).Silu(),
            input,
            output,
            kernel: 3
        );
        // 2 × [N, C, 1, 1]
        var modulation = layers.Linear(name + ".e", time, timeWidth, output * 2).Unsqueeze(2, 3).Split(1, 2);

        // Scale and shift of the normalisation and of the modulation in one: two passes over the maps, not four.
        var (scale, shift) = layers.Affine(name + ".n2", output);
        var factor = modulation[0] + 1f;
        h = (layers.Normalise(h, output, side) * (scale * factor)) + ((shift * factor) + modulation[1]);
        h = layers.Convolution(name + ".c2", h.Silu(), output, output, kernel: 3);
        return h + (input == output ? x : layers.Convolution(name + ".k", x, input, output));
    }

    /// <summary>Self-attention over all positions, heads of 16 channels, with a residual connection.</summary>
    /// <param name="layers">Graph and weights.</param>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="x">// [N, C, side, side]</param>
    /// <param name="channels">C.</param>
    /// <param name="side">h and w.</param>
    public static GraphValue SelfAttention(NetworkLayers layers, string name, GraphValue x, int channels, int side)
    {
        int heads = channels / HeadWidth;
        var qkv = layers.Convolution(
            name + ".qkv",
            layers.GroupNorm(name + ".n", x, channels, side),
            channels,
            channels * 3
        );
        var parts = qkv.Reshape(0, 3 * heads, HeadWidth, side * side).Split(1, 3); // 3 × [N, heads, 16, hw]
        var (q, k, v) = (parts[0].Transpose(0, 1, 3, 2), parts[1], parts[2].Transpose(0, 1, 3, 2));
        var attention = (q * (1 / MathF.Sqrt(HeadWidth))).MatMul(k).Softmax(); // [N, heads, hw, hw]
        var attended = attention.MatMul(v).Transpose(0, 1, 3, 2).Reshape(0, channels, side, side);
        return x + layers.Convolution(name + ".o", attended, channels, channels);
    }

    /// <summary>Self-attention, then two layers on each position, each with a residual connection.</summary>
    /// <param name="layers">Graph and weights.</param>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="x">// [N, C, side, side]</param>
    /// <param name="channels">C.</param>
    /// <param name="side">h and w.</param>
    public static GraphValue TransformerBlock(NetworkLayers layers, string name, GraphValue x, int channels, int side)
    {
        int hidden = channels * Expansion;
        var h = SelfAttention(layers, name + ".a", x, channels, side);
        var wide = layers.Convolution(name + ".f1", layers.GroupNorm(name + ".n", h, channels, side), channels, hidden);
        return h + layers.Convolution(name + ".f2", wide.Silu(), hidden, channels);
    }
}
