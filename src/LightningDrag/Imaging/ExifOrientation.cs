namespace LightningDrag.Imaging;

/// <summary>Turns a picture upright: EXIF tag 0x0112 says on which sides the stored rows and columns begin (EXIF 2.32, section 4.6.4).</summary>
internal static class ExifOrientation
{
    /// <summary>The upright picture; the same object when there is nothing to turn.</summary>
    /// <param name="stored">The picture as stored.</param>
    /// <param name="orientation">1 (upright) to 8; anything else counts as 1.</param>
    public static RasterImage Apply(RasterImage stored, int orientation)
    {
        if (orientation is < 2 or > 8) return stored;
        (int width, int height) = (stored.Width, stored.Height);
        bool transposed = orientation >= 5;
        var upright = new RasterImage(transposed ? height : width, transposed ? width : height) { IccProfile = stored.IccProfile, HasAlpha = stored.HasAlpha };

        // Where upright pixel (x, y) is stored: (x0, y0) + x·(dx along) + y·(dy along), as an offset and two strides.
        int right = width - 1, last = (height - 1) * width;
        (int origin, int alongX, int alongY) = orientation switch
        {
            2 => (right, -1, width),
            3 => (last + right, -1, -width),
            4 => (last, 1, -width),
            5 => (0, width, 1),
            6 => (last, -width, 1),
            7 => (last + right, -width, -1),
            _ => (right, width, -1),
        };
        Parallel.For(0, upright.Height, y =>
        {
            ReadOnlySpan<uint> from = stored.Pixels.AsSpan().AsPixels();
            Span<uint> row = upright.Row(y).AsPixels();
            int at = origin + (y * alongY);
            for (int x = 0; x < row.Length; x++, at += alongX) row[x] = from[at];
        });
        return upright;
    }
}
