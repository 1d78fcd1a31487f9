using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Reads an image between its pixels by cubic convolution (Keys 1981, a = −½: Catmull–Rom), with alpha premultiplied so
/// that the colour of transparent pixels does not bleed. Positions beyond the border read the border.
/// </summary>
internal sealed class BicubicSampler(RasterImage image)
{
    private readonly byte[] _pixels = image.Pixels;
    private readonly int _width = image.Width;
    private readonly int _height = image.Height;
    private readonly bool _opaque = !image.HasAlpha || IsOpaque(image.Pixels);

    /// <summary>The pixel, premultiplied: R, G, B in 0…A, A in 0…255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector4 Pixel(int x, int y)
    {
        int p = ((Math.Clamp(y, 0, _height - 1) * _width) + Math.Clamp(x, 0, _width - 1)) * RasterImage.BytesPerPixel;
        return Read(p);
    }

    /// <summary>
    /// The interpolated colour at (<paramref name="x"/>, <paramref name="y"/>), premultiplied; may overshoot 0…255 a
    /// little.
    /// </summary>
    public Vector4 Sample(float x, float y)
    {
        x = Math.Clamp(x, -1f, _width);
        y = Math.Clamp(y, -1f, _height);
        int x0 = (int)MathF.Floor(x),
            y0 = (int)MathF.Floor(y);
        (Vector4 horizontal, Vector4 vertical) = (Weights(x - x0), Weights(y - y0));
        if (x0 >= 1 && y0 >= 1 && x0 < _width - 2 && y0 < _height - 2)
        {
            int stride = _width * RasterImage.BytesPerPixel;
            int p = ((y0 - 1) * stride) + ((x0 - 1) * RasterImage.BytesPerPixel);
            return (vertical.X * ReadFour(p, horizontal))
                + (vertical.Y * ReadFour(p + stride, horizontal))
                + (vertical.Z * ReadFour(p + (2 * stride), horizontal))
                + (vertical.W * ReadFour(p + (3 * stride), horizontal));
        }

        Vector4 sum = Vector4.Zero;
        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                sum += vertical[row] * horizontal[column] * Pixel(x0 - 1 + column, y0 - 1 + row);
            }
        }

        return sum;
    }

    /// <summary>Writes a premultiplied colour as bytes at <paramref name="target"/>.</summary>
    public static void Store(Vector4 colour, Span<byte> target)
    {
        float alpha = Math.Clamp(colour.W, 0, 255);
        colour = alpha > 0.5f ? colour * (255f / alpha) : Vector4.Zero;
        colour = Vector4.Clamp(colour, Vector4.Zero, new Vector4(255)) + new Vector4(0.5f);
        target[3] = (byte)(alpha + 0.5f);
        target[0] = (byte)colour.X;
        target[1] = (byte)colour.Y;
        target[2] = (byte)colour.Z;
    }

    /// <summary>The premultiplied colour of four bytes.</summary>
    public static Vector4 Premultiplied(ReadOnlySpan<byte> pixel) =>
        Premultiplied(new Vector4(pixel[0], pixel[1], pixel[2], pixel[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector4 ReadFour(int p, Vector4 weights)
    {
        if (!_opaque)
            return (weights.X * Read(p))
                + (weights.Y * Read(p + 4))
                + (weights.Z * Read(p + 8))
                + (weights.W * Read(p + 12));
        var (first, second) = Vector128.Widen(Vector128.Create(_pixels.AsSpan(p, 16)));
        var (a, b) = Vector128.Widen(first);
        var (c, d) = Vector128.Widen(second);
        return (weights.X * Floats(a)) + (weights.Y * Floats(b)) + (weights.Z * Floats(c)) + (weights.W * Floats(d));

        static Vector4 Floats(Vector128<uint> values) => Vector128.ConvertToSingle(values.AsInt32()).AsVector4();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector4 Read(int p)
    {
        Vector128<byte> bytes = Vector128
            .CreateScalar(BinaryPrimitives.ReadUInt32LittleEndian(_pixels.AsSpan(p)))
            .AsByte();
        Vector4 colour = Vector128
            .ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32())
            .AsVector4();
        return _opaque ? colour : Premultiplied(colour);
    }

    private static Vector4 Premultiplied(Vector4 colour)
    {
        float alpha = colour.W;
        colour *= alpha / 255f;
        colour.W = alpha;
        return colour;
    }

    private static Vector4 Weights(float t)
    {
        float t2 = t * t,
            t3 = t2 * t;
        return new Vector4(
            (-0.5f * t3) + t2 - (0.5f * t),
            (1.5f * t3) - (2.5f * t2) + 1,
            (-1.5f * t3) + (2 * t2) + (0.5f * t),
            (0.5f * t3) - (0.5f * t2)
        );
    }

    private static bool IsOpaque(byte[] pixels)
    {
        for (int i = 3; i < pixels.Length; i += RasterImage.BytesPerPixel)
        {
            if (pixels[i] != 255)
                return false;
        }

        return true;
    }
}
