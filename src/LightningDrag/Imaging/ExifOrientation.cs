using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LightningDrag.Imaging;

/// <summary>
/// Turns a picture upright: EXIF tag 0x0112 says on which sides the stored rows and columns begin (EXIF 2.32, section
/// 4.6.4).
/// </summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112,
        TypeShort = 3;

    /// <summary>
    /// Finds the orientation in an EXIF block, that is a TIFF header and its first directory; 1 (upright) where there
    /// is none.
    /// </summary>
    public static int Parse(ReadOnlySpan<byte> tiff)
    {
        // Some writers put JPEG's segment name in front in other containers too.
        if (tiff.StartsWith("Exif\0\0"u8))
            tiff = tiff[6..];
        bool big = tiff.StartsWith("MM\0*"u8);
        if (tiff.Length < 8 || (!big && !tiff.StartsWith("II*\0"u8)))
            return 1;
        uint directory = big
            ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
            return 1;
        ReadOnlySpan<byte> entries = tiff[(int)directory..];
        for (int left = Short(entries); left > 0 && entries.Length >= 2 + 12; left--, entries = entries[12..])
        {
            if (Short(entries[2..]) != Tag)
                continue;
            int value = Short(entries[10..]);
            return Short(entries[4..]) == TypeShort && value is >= 1 and <= 8 ? value : 1;
        }

        return 1;

        int Short(ReadOnlySpan<byte> at) =>
            big ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);
    }

    /// <summary>The upright picture; the same object when there is nothing to turn.</summary>
    /// <param name="stored">The picture as stored.</param>
    /// <param name="orientation">1 (upright) to 8.</param>
    public static RasterImage Apply(RasterImage stored, int orientation)
    {
        if (orientation == 1)
            return stored;
        (int width, int height) = (stored.Width, stored.Height);
        bool transposed = orientation >= 5;
        var upright = new RasterImage(transposed ? height : width, transposed ? width : height)
        {
            IccProfile = stored.IccProfile,
            HasAlpha = stored.HasAlpha,
            DeepPixels = stored.DeepPixels is null ? null : new ushort[stored.DeepPixels.Length],
            Metadata =
                transposed && stored.Metadata?.Density is { } density
                    ? stored.Metadata with
                    {
                        Density = density.Turned(),
                    }
                    : stored.Metadata,
        };

        // Where upright pixel (x, y) is stored: (x0, y0) + x·(dx along) + y·(dy along), as an offset and two strides.
        int right = width - 1,
            last = (height - 1) * width;
        (int origin, int alongX, int alongY) = orientation switch
        {
            2 => (right, -1, width),
            3 => (last + right, -1, -width),
            4 => (last, 1, -width),
            5 => (0, width, 1),
            6 => (last, -width, 1),
            7 => (last + right, -width, -1),
            8 => (right, width, -1),
            _ => throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "An orientation is 1 to 8."),
        };
        Parallel.For(
            0,
            upright.Height,
            y =>
            {
                int begin = origin + (y * alongY);
                Pick<uint>(stored.Pixels.AsSpan().AsPixels(), upright.Row(y).AsPixels(), begin, alongX);
                if (stored.DeepPixels is null)
                    return;
                var row = MemoryMarshal
                    .Cast<ushort, ulong>(upright.DeepPixels.AsSpan())
                    .Slice(y * upright.Width, upright.Width);
                Pick<ulong>(MemoryMarshal.Cast<ushort, ulong>(stored.DeepPixels), row, begin, alongX);
            }
        );
        return upright;

        static void Pick<T>(ReadOnlySpan<T> from, Span<T> row, int at, int step)
        {
            for (int x = 0; x < row.Length; x++, at += step)
                row[x] = from[at];
        }
    }
}
