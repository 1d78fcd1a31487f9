using System.Numerics;
using System.Runtime.InteropServices;
using LightningDrag.Geometry;

namespace LightningDrag.Imaging;

/// <summary>
/// Separable resizing: an area average when shrinking (each source pixel weighs by its overlap with the target pixel,
/// so nothing aliases), a Catmull–Rom cubic when enlarging (Keys 1981, a = −½). Corners align: target pixel x stands
/// for source position (x + ½)·source/target − ½, as in all window coordinates of the models.
/// </summary>
internal static class Resampling
{
    private const int ParallelPixels = 1 << 17;

    private delegate void StoreRow(int y, ReadOnlySpan<float> row);

    /// <summary>
    /// RGB of <paramref name="image"/> (alpha ignored) at another size, as three planes of values 0…255. // [3, size,
    /// size]
    /// </summary>
    public static float[] ToPlanes(RasterImage image, int size) => ToPlanes(image, size, size);

    /// <summary>
    /// RGB of <paramref name="image"/> (alpha ignored) at another size, as three planes of values 0…255. // [3, height,
    /// width]
    /// </summary>
    public static float[] ToPlanes(RasterImage image, int width, int height)
    {
        var planes = new float[checked(3 * width * height)];
        Resize(
            image.Pixels,
            image.Width * RasterImage.BytesPerPixel,
            image.Width,
            image.Height,
            RasterImage.BytesPerPixel,
            width,
            height,
            (y, row) =>
            {
                for (int c = 0; c < 3; c++)
                {
                    Span<float> plane = planes.AsSpan(((c * height) + y) * width, width);
                    for (int x = 0; x < plane.Length; x++)
                        plane[x] = Math.Clamp(row[(x * RasterImage.BytesPerPixel) + c], 0, 255);
                }
            }
        );
        return planes;
    }

    /// <summary>
    /// The image at another size. Colours are averaged as they are, not weighted by alpha: for pictures without
    /// transparency.
    /// </summary>
    public static RasterImage Resize(RasterImage image, int width, int height) =>
        Resize(image, new PixelRectangle(0, 0, image.Width, image.Height), width, height);

    /// <summary>A part of the image, which lies inside it, at another size.</summary>
    public static RasterImage Resize(RasterImage image, PixelRectangle part, int width, int height)
    {
        var result = new RasterImage(width, height) { IccProfile = image.IccProfile, HasAlpha = image.HasAlpha };
        Resize(
            image.Pixels.AsMemory(((part.Y * image.Width) + part.X) * RasterImage.BytesPerPixel),
            image.Width * RasterImage.BytesPerPixel,
            part.Width,
            part.Height,
            RasterImage.BytesPerPixel,
            width,
            height,
            (y, row) =>
            {
                Span<byte> bytes = result.Row(y);
                for (int i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)(Math.Clamp(row[i], 0, 255) + 0.5f);
            }
        );
        return result;
    }

    /// <summary>Share of each target pixel that may change, 0…1. // [height, width]</summary>
    public static float[] MaskAverage(EditMask mask, int width, int height)
    {
        var plane = new float[checked(width * height)];
        Resize(
            mask.Editable,
            mask.Width,
            mask.Width,
            mask.Height,
            1,
            width,
            height,
            (y, row) =>
            {
                for (int x = 0; x < width; x++)
                    plane[(y * width) + x] = Math.Clamp(row[x], 0, 1);
            }
        );
        return plane;
    }

    /// <summary>
    /// Rows add up vertically first, which vectorises over all channels and needs one row of scratch memory a thread.
    /// </summary>
    private static void Resize(
        ReadOnlyMemory<byte> source,
        int sourceStride,
        int width,
        int height,
        int channels,
        int newWidth,
        int newHeight,
        StoreRow store
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(newWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(newHeight, 1);
        ResamplingTaps down = ResamplingTaps.Create(height, newHeight),
            across = ResamplingTaps.Create(width, newWidth);
        int stride = width * channels;

        (float[] Sum, float[] Row) Scratch() => (new float[stride], new float[newWidth * channels]);
        void Compute(int y, (float[] Sum, float[] Row) scratch)
        {
            Array.Clear(scratch.Sum);
            ReadOnlySpan<float> weights = down.WeightsOf(y, out int first);
            for (int k = 0; k < weights.Length; k++)
                AddScaled(scratch.Sum, source.Span.Slice((first + k) * sourceStride, stride), weights[k]);
            if (channels == RasterImage.BytesPerPixel)
                AcrossRgba(scratch.Sum, scratch.Row, across);
            else
                AcrossSingle(scratch.Sum, scratch.Row, across);
            store(y, scratch.Row);
        }

        if ((long)width * height < ParallelPixels)
        {
            (float[] Sum, float[] Row) scratch = Scratch();
            for (int y = 0; y < newHeight; y++)
                Compute(y, scratch);
        }
        else
        {
            Parallel.For(
                0,
                newHeight,
                Scratch,
                (y, _, scratch) =>
                {
                    Compute(y, scratch);
                    return scratch;
                },
                _ => { }
            );
        }
    }

    /// <summary>sum += weight · bytes.</summary>
    private static void AddScaled(float[] sum, ReadOnlySpan<byte> bytes, float weight)
    {
        int i = 0,
            lanes = Vector<float>.Count;
        var scale = new Vector<float>(weight);
        for (; i + Vector<byte>.Count <= bytes.Length; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(bytes[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            (new Vector<float>(sum, i) + (scale * Vector.ConvertToSingle(Vector.AsVectorInt32(a)))).CopyTo(sum, i);
            (new Vector<float>(sum, i + lanes) + (scale * Vector.ConvertToSingle(Vector.AsVectorInt32(b)))).CopyTo(
                sum,
                i + lanes
            );
            (
                new Vector<float>(sum, i + (2 * lanes)) + (scale * Vector.ConvertToSingle(Vector.AsVectorInt32(c)))
            ).CopyTo(sum, i + (2 * lanes));
            (
                new Vector<float>(sum, i + (3 * lanes)) + (scale * Vector.ConvertToSingle(Vector.AsVectorInt32(d)))
            ).CopyTo(sum, i + (3 * lanes));
        }

        for (; i < bytes.Length; i++)
            sum[i] += weight * bytes[i];
    }

    private static void AcrossRgba(float[] sum, float[] row, ResamplingTaps taps)
    {
        ReadOnlySpan<Vector4> pixels = MemoryMarshal.Cast<float, Vector4>(sum);
        Span<Vector4> result = MemoryMarshal.Cast<float, Vector4>(row.AsSpan());
        for (int x = 0; x < result.Length; x++)
        {
            ReadOnlySpan<float> weights = taps.WeightsOf(x, out int first);
            ReadOnlySpan<Vector4> from = pixels.Slice(first, weights.Length);
            Vector4 total = Vector4.Zero;
            for (int k = 0; k < from.Length; k++)
                total += from[k] * weights[k];
            result[x] = total;
        }
    }

    private static void AcrossSingle(float[] sum, float[] row, ResamplingTaps taps)
    {
        for (int x = 0; x < row.Length; x++)
        {
            ReadOnlySpan<float> weights = taps.WeightsOf(x, out int first);
            float total = 0;
            for (int k = 0; k < weights.Length; k++)
                total += sum[first + k] * weights[k];
            row[x] = total;
        }
    }
}
