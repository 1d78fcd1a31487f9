namespace LightningDrag.Imaging;

/// <summary>
/// Exact Euclidean distance transform: d(p) = min over pixels q with mask(q) = 0 of |p − q|, separable into a scan down
/// the columns and the lower envelope of parabolas along each row (Felzenszwalb and Huttenlocher 2012, "Distance
/// Transforms of Sampled Functions").
/// </summary>
internal static class DistanceTransform
{
    /// <summary>Fewer pixels are not worth a second thread.</summary>
    private const int ParallelPixels = 1 << 16;

    /// <summary>
    /// Distance of each pixel's centre to the centre of the nearest pixel that is 0: 0 on such pixels, at least 1
    /// elsewhere. What lies beyond the array counts as neither, so a mask that touches the border is as deep there as
    /// its inner edges make it.
    /// </summary>
    /// <param name="mask">width × height bytes, row by row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="limit">Distances from here on are given as this value, also where no pixel is 0; a small limit
    /// makes large masks fast.</param>
    /// <returns>width × height distances in pixels.</returns>
    public static float[] ToNearestZero(byte[] mask, int width, int height, float limit = float.PositiveInfinity)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        if (mask.LongLength != (long)width * height)
        {
            throw new ArgumentException(
                $"A {width}x{height} mask needs {(long)width * height} bytes, not {mask.LongLength}.",
                nameof(mask)
            );
        }

        var distance = new float[mask.Length];
        ScanColumns(mask, distance, width, height);
        float bound = limit * limit;
        if (mask.Length < ParallelPixels)
        {
            var envelope = new Envelope(width);
            for (int y = 0; y < height; y++)
                envelope.Solve(distance.AsSpan(y * width, width), bound, limit);
        }
        else
        {
            Parallel.For(
                0,
                height,
                () => new Envelope(width),
                (y, _, envelope) =>
                {
                    envelope.Solve(distance.AsSpan(y * width, width), bound, limit);
                    return envelope;
                },
                _ => { }
            );
        }

        return distance;
    }

    /// <summary>Distance to the nearest 0 of the same column; row after row, so that memory is read in order.</summary>
    private static void ScanColumns(byte[] mask, float[] distance, int width, int height)
    {
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = mask.AsSpan(y * width, width);
            Span<float> here = distance.AsSpan(y * width, width);
            if (y == 0)
            {
                for (int x = 0; x < width; x++)
                    here[x] = row[x] == 0 ? 0 : float.PositiveInfinity;
                continue;
            }

            ReadOnlySpan<float> above = distance.AsSpan((y - 1) * width, width);
            for (int x = 0; x < width; x++)
                here[x] = row[x] == 0 ? 0 : above[x] + 1;
        }

        for (int y = height - 2; y >= 0; y--)
        {
            Span<float> here = distance.AsSpan(y * width, width);
            ReadOnlySpan<float> below = distance.AsSpan((y + 1) * width, width);
            for (int x = 0; x < width; x++)
                here[x] = MathF.Min(here[x], below[x] + 1);
        }
    }

    /// <summary>Lower envelope of the parabolas (x − q)² + f(q)² of one row, with its scratch memory.</summary>
    private sealed class Envelope(int width)
    {
        private readonly int[] _site = new int[width];
        private readonly double[] _height = new double[width];
        private readonly double[] _start = new double[width + 1];

        /// <summary>Replaces the column distances in <paramref name="row"/> by Euclidean ones.</summary>
        public void Solve(Span<float> row, float bound, float limit)
        {
            int count = 0;
            for (int q = 0; q < row.Length; q++)
            {
                float f = row[q];
                double height = (double)f * f;
                if (height >= bound || float.IsPositiveInfinity(f))
                    continue;
                double start = double.NegativeInfinity;
                for (; count > 0; count--)
                {
                    // Where this parabola begins to lie below the last one; if that is before the last one's own start,
                    // the last one is hidden.
                    int p = _site[count - 1];
                    start = (height - _height[count - 1] + ((double)q * q) - ((double)p * p)) / (2.0 * (q - p));
                    if (start > _start[count - 1])
                        break;
                }

                (_site[count], _height[count], _start[count]) = (q, height, start);
                count++;
            }

            if (count == 0)
            {
                row.Fill(limit);
                return;
            }

            _start[count] = double.PositiveInfinity;
            for (int x = 0, k = 0; x < row.Length; x++)
            {
                while (_start[k + 1] < x)
                    k++;
                double dx = x - _site[k];
                row[x] = MathF.Min(limit, (float)Math.Sqrt((dx * dx) + _height[k]));
            }
        }
    }
}
