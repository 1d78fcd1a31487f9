using System.Numerics;
using System.Runtime.CompilerServices;
using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>The window at the grid's resolution, premultiplied RGBA 0…255: what the fillers look at.</summary>
internal sealed class GridImage(int size, Vector4[] pixels)
{
    private readonly Lazy<float[]> energy = new(() => Liveliness.Energy(pixels, size));

    /// <summary>Side of the square grid.</summary>
    public int Size { get; } = size;

    /// <summary>Size × Size colours, row by row.</summary>
    public Vector4[] Pixels { get; } = pixels;

    /// <summary>How lively it is, see <see cref="Liveliness.Energy"/>; measured once for all drags.</summary>
    public float[] Energy => energy.Value;

    /// <summary>Memory of a grid of this side.</summary>
    public static long BytesOf(int size) => (long)size * size * Unsafe.SizeOf<Vector4>();

    /// <summary>Area averages of the source; a source smaller than the grid is interpolated.</summary>
    public static GridImage Of(RasterImage source, BicubicSampler sampler, int size)
    {
        var pixels = new Vector4[size * size];
        float scale = source.Width / (float)size;
        var options = new ParallelOptions { MaxDegreeOfParallelism = SplatWarpRenderer.Threads };
        Parallel.For(
            0,
            size,
            options,
            y =>
            {
                for (int x = 0; x < size; x++)
                {
                    pixels[(y * size) + x] =
                        scale <= 1
                            ? Vector4.Clamp(
                                sampler.Sample(((x + 0.5f) * scale) - 0.5f, ((y + 0.5f) * scale) - 0.5f),
                                Vector4.Zero,
                                new Vector4(255)
                            )
                            : Average(sampler, x * scale, y * scale, scale);
                }
            }
        );
        return new GridImage(size, pixels);
    }

    private static Vector4 Average(BicubicSampler sampler, float left, float top, float side)
    {
        float right = left + side,
            bottom = top + side,
            area = 0;
        Vector4 sum = Vector4.Zero;
        for (int y = (int)top; y < bottom; y++)
        {
            float height = Math.Min(bottom, y + 1) - Math.Max(top, y);
            for (int x = (int)left; x < right; x++)
            {
                float weight = height * (Math.Min(right, x + 1) - Math.Max(left, x));
                sum += weight * sampler.Pixel(x, y);
                area += weight;
            }
        }

        return sum / area;
    }
}
