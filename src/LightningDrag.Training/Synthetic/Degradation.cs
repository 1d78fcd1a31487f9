using System.Runtime.Intrinsics;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// What cameras and files do to pictures, mildly and now and then, to source and target alike: blur, grain, JPEG
/// blocks.
/// </summary>
internal readonly struct Degradation
{
    private const float BlurShare = 0.15f;
    private const float GrainShare = 0.25f;
    private const float BlockShare = 0.12f;

    /// <summary>Luminance quantisation steps of JPEG (ISO/IEC 10918-1, table K.1).</summary>
    private static readonly byte[] QuantisationSteps =
    [
        16,
        11,
        10,
        16,
        24,
        40,
        51,
        61,
        12,
        12,
        14,
        19,
        26,
        58,
        60,
        55,
        14,
        13,
        16,
        24,
        40,
        57,
        69,
        56,
        14,
        17,
        22,
        29,
        51,
        87,
        80,
        62,
        18,
        22,
        37,
        56,
        68,
        109,
        103,
        77,
        24,
        35,
        55,
        64,
        81,
        104,
        113,
        92,
        49,
        64,
        78,
        87,
        103,
        121,
        120,
        101,
        72,
        92,
        95,
        98,
        112,
        100,
        103,
        99,
    ];

    private static readonly float[] Cosines = MakeCosines();

    private readonly float blur,
        grain,
        coarseness;

    private Degradation(float blur, float grain, float coarseness) =>
        (this.blur, this.grain, this.coarseness) = (blur, grain, coarseness);

    public static Degradation Draw(ref CounterRandom random) =>
        new(
            random.Chance(BlurShare) ? random.Range(0.05f, 0.25f) : 0,
            random.Chance(GrainShare) ? random.LogRange(1, 4) : 0,
            random.Chance(BlockShare) ? random.LogRange(0.15f, 0.6f) : 0
        );

    /// <summary>Degrades a canvas and writes it as planes of bytes, [3, size, size].</summary>
    public void Write(Vector128<float>[] canvas, byte[] planes, int size, ref CounterRandom random)
    {
        if (blur > 0)
            Blur(canvas, size, blur);
        int area = size * size;
        for (int i = 0; i < area; i++)
        {
            var colour = canvas[i] + Vector128.Create(0.5f);
            if (grain > 0)
                colour += Vector128.Create(grain) * Noise(ref random);
            colour = Vector128.Min(Vector128.Max(colour, Vector128<float>.Zero), Vector128.Create(255f));
            var whole = Vector128.ConvertToInt32(colour);
            (planes[i], planes[area + i], planes[(2 * area) + i]) = ((byte)whole[0], (byte)whole[1], (byte)whole[2]);
        }

        if (coarseness > 0)
        {
            for (int plane = 0; plane < 3; plane++)
                QuantiseBlocks(planes.AsSpan(plane * area, area), size, coarseness);
        }
    }

    /// <summary>Three nearly normal numbers of deviation 1 from one draw: each the sum of two uniform ones.</summary>
    private static Vector128<float> Noise(ref CounterRandom random)
    {
        const float Scale = 2.449f / 1024;
        ulong bits = random.Bits();
        float One(int shift) => (((bits >> shift) & 1023) + ((bits >> (shift + 10)) & 1023)) * Scale - 2.449f;
        return Vector128.Create(One(0), One(20), One(40), 0);
    }

    /// <summary>Binomial blur: each neighbour along a row or column gets weight <paramref name="weight"/>.</summary>
    private static void Blur(Vector128<float>[] canvas, int size, float weight)
    {
        for (int y = 0; y < size; y++)
            BlurLine(canvas, y * size, 1, size, weight);
        for (int x = 0; x < size; x++)
            BlurLine(canvas, x, size, size, weight);
    }

    private static void BlurLine(Vector128<float>[] canvas, int start, int stride, int count, float weight)
    {
        var before = canvas[start];
        for (int i = 0; i < count; i++)
        {
            var here = canvas[start + (i * stride)];
            var after = canvas[start + (Math.Min(i + 1, count - 1) * stride)];
            canvas[start + (i * stride)] = (here * (1 - (2 * weight))) + ((before + after) * weight);
            before = here;
        }
    }

    private static void QuantiseBlocks(Span<byte> plane, int size, float coarseness)
    {
        Span<float> block = stackalloc float[64],
            turned = stackalloc float[64];
        for (int top = 0; top + 8 <= size; top += 8)
        {
            for (int left = 0; left + 8 <= size; left += 8)
            {
                for (int i = 0; i < 64; i++)
                    block[i] = plane[((top + (i >> 3)) * size) + left + (i & 7)];
                Transform(block, turned, forward: true);
                Transform(turned, block, forward: true);
                for (int i = 0; i < 64; i++)
                {
                    float step = Math.Max(1, QuantisationSteps[i] * coarseness);
                    block[i] = MathF.Round(block[i] / step) * step;
                }

                Transform(block, turned, forward: false);
                Transform(turned, block, forward: false);
                for (int i = 0; i < 64; i++)
                    plane[((top + (i >> 3)) * size) + left + (i & 7)] = (byte)Math.Clamp(block[i] + 0.5f, 0, 255);
            }
        }
    }

    /// <summary>Cosine transform of each row, written as a column: twice gives both directions.</summary>
    private static void Transform(ReadOnlySpan<float> from, Span<float> to, bool forward)
    {
        for (int row = 0; row < 8; row++)
        {
            for (int k = 0; k < 8; k++)
            {
                float sum = 0;
                for (int n = 0; n < 8; n++)
                    sum += from[(row * 8) + n] * (forward ? Cosines[(k * 8) + n] : Cosines[(n * 8) + k]);
                to[(k * 8) + row] = sum;
            }
        }
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[64];
        for (int i = 0; i < 64; i++)
            cosines[i] =
                (i < 8 ? MathF.Sqrt(0.125f) : 0.5f) * MathF.Cos(((2 * (i & 7)) + 1) * (i >> 3) * MathF.PI / 16);
        return cosines;
    }
}
