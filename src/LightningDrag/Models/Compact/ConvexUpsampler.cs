using System.Numerics;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Convex upsampling (RAFT; Teed &amp; Deng, ECCV 2020): every fine pixel is a convex combination of the 3×3 coarse
/// cells around it, with weights that the network predicts, so that motion edges stay sharp.
/// </summary>
internal static class ConvexUpsampler
{
    /// <summary>Upsamples by 4.</summary>
    /// <param name="coarse">Maps of h rows and w columns, one after the other. // [C, h, w]</param>
    /// <param name="logits">9 neighbours (row-major, outermost) × 4×4 subpixels. // [144, h, w]</param>
    /// <param name="width">w.</param>
    /// <returns>// [C][4h, 4w]</returns>
    public static float[][] Upsample(ReadOnlySpan<float> coarse, ReadOnlyMemory<float> logits, int width)
    {
        const int factor = MotionLatent.Stride,
            subpixels = factor * factor;
        int cells = logits.Length / (9 * subpixels),
            height = cells / width,
            channels = coarse.Length / cells,
            lanes = Vector<float>.Count;

        // Rows with a border, and as long as whole vectors need.
        int padded = width + 2 + lanes;
        var borders = new float[channels * (height + 2) * padded];
        for (int row = 0; row < channels * (height + 2); row++)
        {
            var from = coarse.Slice(
                ((row / (height + 2) * height) + Math.Clamp((row % (height + 2)) - 1, 0, height - 1)) * width,
                width
            );
            var to = borders.AsSpan(row * padded, padded);
            from.CopyTo(to[1..]);
            to[0] = from[0];
            to[(width + 1)..].Fill(from[^1]);
        }

        var fine = new float[channels][];
        for (int channel = 0; channel < channels; channel++)
            fine[channel] = new float[cells * subpixels];
        int middle = height / 2 * subpixels;
        Parallel.Invoke(() => Rows(0, middle), () => Rows(middle, height * subpixels));
        return fine;

        void Rows(int from, int to)
        {
            var all = logits.Span;
            Span<Vector<float>> weights = stackalloc Vector<float>[9];
            Span<float> some = stackalloc float[lanes];
            for (int row = from; row < to; row++)
                Row(row, all, weights, some);
        }

        void Row(int row, ReadOnlySpan<float> logits, Span<Vector<float>> weights, Span<float> some)
        {
            int y = row / subpixels,
                subpixel = row % subpixels;
            for (int x = 0; x < width; x += lanes)
            {
                int count = Math.Min(lanes, width - x);
                var most = new Vector<float>(float.NegativeInfinity);
                for (int neighbour = 0; neighbour < 9; neighbour++)
                {
                    var of = logits.Slice((((neighbour * subpixels) + subpixel) * cells) + (y * width) + x, count);
                    if (count < lanes)
                        of.CopyTo(some);
                    weights[neighbour] = new Vector<float>(count < lanes ? some : of);
                    most = Vector.Max(most, weights[neighbour]);
                }

                var all = Vector<float>.Zero;
                for (int neighbour = 0; neighbour < 9; neighbour++)
                    all += weights[neighbour] = Vector.Exp(weights[neighbour] - most);
                for (int channel = 0; channel < channels; channel++)
                {
                    var sum = Vector<float>.Zero;
                    for (int neighbour = 0; neighbour < 9; neighbour++)
                    {
                        int start = (((channel * (height + 2)) + y + (neighbour / 3)) * padded) + x + (neighbour % 3);
                        sum += weights[neighbour] * new Vector<float>(borders, start);
                    }

                    (sum / all).CopyTo(some);
                    int place =
                        (((y * factor) + (subpixel / factor)) * width * factor) + (x * factor) + (subpixel % factor);
                    for (int lane = 0; lane < count; lane++)
                        fine[channel][place + (lane * factor)] = some[lane];
                }
            }
        }
    }
}
