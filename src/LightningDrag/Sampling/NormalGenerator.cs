namespace LightningDrag.Sampling;

/// <summary>
/// Standard normal numbers in the order of PyTorch's generator on the processor, so that a seed gives what it gives in
/// the published pipeline: pairs of uniform numbers by Box &amp; Muller ("A Note on the Generation of Random Normal
/// Deviates", 1958), z = √(−2·ln(1 − u₁))·(cos 2πu₂, sin 2πu₂). As there every step is rounded to single precision;
/// logarithm, sine and cosine, for which each processor has its own approximation there, are rounded from double
/// precision here: the same numbers everywhere, a rounding or two from PyTorch's.
/// </summary>
internal sealed class NormalGenerator(long seed)
{
    /// <summary>
    /// Draws of at least so many numbers pair the first eight uniform numbers of each such block with its last eight.
    /// </summary>
    private const int Block = 16;

    private const double Bits24 = 1.0 / (1 << 24),
        Bits53 = 1.0 / (1L << 53);

    /// <summary>PyTorch seeds it with the lower half of the seed.</summary>
    private readonly MersenneTwister bits = new(unchecked((uint)seed));

    /// <summary>The second number of a pair of which a small draw took the first.</summary>
    private double? kept;

    /// <summary>Fills one draw; what follows in another draw is not what would follow in a longer one.</summary>
    public void Fill(Span<float> draw)
    {
        if (draw.Length < Block)
        {
            foreach (ref float number in draw)
                number = (float)NextSingle();
            return;
        }

        foreach (ref float number in draw)
            number = NextUniform();
        for (int start = 0; start + Block <= draw.Length; start += Block)
            Transform(draw.Slice(start, Block));
        if (draw.Length % Block == 0)
            return;

        // The rest has no whole block: the last block is drawn again, some of it over numbers that were done.
        var last = draw[^Block..];
        foreach (ref float number in last)
            number = NextUniform();
        Transform(last);
    }

    private static void Transform(Span<float> block)
    {
        for (int i = 0; i < Block / 2; i++)
        {
            float radius = MathF.Sqrt(-2 * (float)Math.Log(1 - block[i])),
                angle = 2 * MathF.PI * block[i + (Block / 2)];
            (double sine, double cosine) = Math.SinCos(angle);
            (block[i], block[i + (Block / 2)]) = (radius * (float)cosine, radius * (float)sine);
        }
    }

    /// <summary>Number by number, in double precision; here u₁ and u₂ have changed places.</summary>
    private double NextSingle()
    {
        if (kept is { } second)
        {
            kept = null;
            return second;
        }

        double u1 = NextDouble(),
            u2 = NextDouble(),
            radius = Math.Sqrt(-2 * Math.Log(1 - u2));
        (double sine, double cosine) = Math.SinCos(2 * Math.PI * u1);
        kept = radius * sine;
        return radius * cosine;
    }

    /// <summary>In [0, 1) from 24 bits.</summary>
    private float NextUniform() => (float)((bits.Next() & ((1u << 24) - 1)) * Bits24);

    /// <summary>In [0, 1) from 53 bits, the upper half first.</summary>
    private double NextDouble()
    {
        ulong upper = bits.Next(),
            both = (upper << 32) | bits.Next();
        return (both & ((1UL << 53) - 1)) * Bits53;
    }
}
