namespace LightningDrag.Imaging;

/// <summary>The kernels of <see cref="FixedPointResampling"/>.</summary>
internal enum ResamplingKernel
{
    /// <summary>The cubic of Keys (1981) with a = −½, reach 2.</summary>
    Bicubic,

    /// <summary>sinc(x)·sinc(x/3), reach 3 (Duchon 1979).</summary>
    Lanczos,
}

/// <summary>
/// Resizing that equals the Python library Pillow's to the last bit, because published networks were trained on and are
/// compared with its results. Its method: the kernel is stretched by the factor of shrinking, so nothing aliases; cut
/// at the border and normalised, its weights are rounded to 22 fractional bits; rows first, then columns, with rounding
/// to 8 bits after each.
/// </summary>
internal static class FixedPointResampling
{
    /// <summary>What is left of 32 bits after 8 of the pixel and 2 for sums beyond its range.</summary>
    private const int FractionalBits = 22;

    private const int Half = 1 << (FractionalBits - 1);

    /// <summary>RGB at another size, opaque.</summary>
    public static RasterImage Resize(RasterImage image, int width, int height, ResamplingKernel kernel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        RasterImage across = width == image.Width ? image : ResizeRows(image, Taps.Create(image.Width, width, kernel));
        RasterImage result =
            height == image.Height ? across : ResizeColumns(across, Taps.Create(image.Height, height, kernel));
        var opaque = new RasterImage(width, height, ReferenceEquals(result, image) ? [.. image.Pixels] : result.Pixels)
        {
            IccProfile = image.IccProfile,
        };
        for (int i = 3; i < opaque.Pixels.Length; i += RasterImage.BytesPerPixel)
            opaque.Pixels[i] = byte.MaxValue;
        return opaque;
    }

    private static RasterImage ResizeRows(RasterImage source, Taps taps)
    {
        var result = new RasterImage(taps.Count, source.Height);
        Parallel.For(
            0,
            source.Height,
            y =>
            {
                ReadOnlySpan<byte> from = source.Row(y);
                Span<byte> to = result.Row(y);
                for (int x = 0; x < taps.Count; x++)
                {
                    ReadOnlySpan<int> weights = taps.WeightsOf(x, out int first);
                    int red = Half,
                        green = Half,
                        blue = Half;
                    for (int k = 0; k < weights.Length; k++)
                    {
                        ReadOnlySpan<byte> pixel = from.Slice(
                            (first + k) * RasterImage.BytesPerPixel,
                            RasterImage.BytesPerPixel
                        );
                        red += pixel[0] * weights[k];
                        green += pixel[1] * weights[k];
                        blue += pixel[2] * weights[k];
                    }

                    Span<byte> target = to.Slice(x * RasterImage.BytesPerPixel, RasterImage.BytesPerPixel);
                    (target[0], target[1], target[2]) = (Round(red), Round(green), Round(blue));
                }
            }
        );
        return result;
    }

    private static RasterImage ResizeColumns(RasterImage source, Taps taps)
    {
        var result = new RasterImage(source.Width, taps.Count);
        Parallel.For(
            0,
            taps.Count,
            () => new int[source.Width * RasterImage.BytesPerPixel],
            (y, _, sums) =>
            {
                Array.Fill(sums, Half);
                ReadOnlySpan<int> weights = taps.WeightsOf(y, out int first);
                for (int k = 0; k < weights.Length; k++)
                {
                    ReadOnlySpan<byte> from = source.Row(first + k);
                    for (int i = 0; i < sums.Length; i++)
                        sums[i] += from[i] * weights[k];
                }

                Span<byte> to = result.Row(y);
                for (int i = 0; i < sums.Length; i++)
                    to[i] = Round(sums[i]);
                return sums;
            },
            _ => { }
        );
        return result;
    }

    private static byte Round(int sum) => (byte)Math.Clamp(sum >> FractionalBits, 0, byte.MaxValue);

    /// <summary>
    /// For each target position on one axis, the source positions it reads and their weights as fixed-point numbers.
    /// </summary>
    private sealed class Taps
    {
        private readonly int[] first;
        private readonly int[][] weights;

        private Taps(int count) => (first, weights) = (new int[count], new int[count][]);

        public int Count => first.Length;

        public ReadOnlySpan<int> WeightsOf(int target, out int firstSource)
        {
            firstSource = first[target];
            return weights[target];
        }

        public static Taps Create(int source, int target, ResamplingKernel kernel)
        {
            double step = (double)source / target,
                stretch = Math.Max(step, 1);
            double reach = (kernel == ResamplingKernel.Lanczos ? 3 : 2) * stretch,
                shrink = 1 / stretch;
            var taps = new Taps(target);
            for (int i = 0; i < target; i++)
            {
                double centre = (i + 0.5) * step;
                int begin = Math.Max(0, (int)(centre - reach + 0.5)),
                    end = Math.Min(source, (int)(centre + reach + 0.5));
                var exact = new double[end - begin];
                double sum = 0;
                for (int k = 0; k < exact.Length; k++)
                    sum += exact[k] = Value(kernel, (begin + k - centre + 0.5) * shrink);
                taps.first[i] = begin;
                taps.weights[i] = Array.ConvertAll(
                    exact,
                    weight => (int)Math.Round(weight / sum * (1 << FractionalBits), MidpointRounding.AwayFromZero)
                );
            }

            return taps;
        }

        private static double Value(ResamplingKernel kernel, double x)
        {
            x = Math.Abs(x);
            if (kernel == ResamplingKernel.Lanczos)
                return x < 3 ? Sinc(x) * Sinc(x / 3) : 0;
            return x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1
                : x < 2 ? ((((-0.5 * x) + 2.5) * x) - 4) * x + 2
                : 0;
        }

        private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
    }
}
