namespace LightningDrag.Imaging;

/// <summary>
/// Reads an editable mask from a picture. Each pixel's value is its brightest channel, weighed by its alpha; where
/// every visible pixel has the same colour and only alpha varies (a brush layer), the value is alpha. Values of 128 or
/// more may change; in a picture that has no value so high (a dim one, or a label map of 0 and 1), those of at least
/// half the highest may.
/// </summary>
public static class MaskReader
{
    private const int Threshold = 128;

    /// <summary>Reads a mask file for <paramref name="image"/>, upright like the image itself.</summary>
    /// <param name="path">Any image file of the image's size.</param>
    /// <param name="image">The image that the mask is for.</param>
    /// <param name="limits">How large the file may be.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidImage"/>: the file cannot be read;
    /// <see cref="ErrorCode.InvalidMask"/>: its size differs from the image's, or nothing may change.
    /// </exception>
    public static EditMask Read(string path, RasterImage image, ImageLimits? limits = null) =>
        FromImage(ImageReader.Read(path, limits), image);

    /// <summary>Reads a mask for <paramref name="image"/> from a stream.</summary>
    /// <inheritdoc cref="Read(string, RasterImage, ImageLimits?)"/>
    public static EditMask Read(Stream stream, RasterImage image, ImageLimits? limits = null) =>
        FromImage(ImageReader.Read(stream, limits), image);

    /// <summary>Takes <paramref name="picture"/> as a mask for <paramref name="image"/>.</summary>
    /// <param name="picture">A picture of the image's size.</param>
    /// <param name="image">The image that the mask is for.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidMask"/>: the sizes differ, or nothing may
    /// change.</exception>
    public static EditMask FromImage(RasterImage picture, RasterImage image)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(image);
        RequireSize(picture.Width, picture.Height, image);
        byte[] values = IsBrushLayer(picture) ? Alpha(picture) : Brightness(picture);
        byte highest = 0;
        foreach (byte value in values)
            highest = Math.Max(highest, value);
        if (highest == 0)
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                "The mask is empty: paint white (or opaque) what may change."
            );

        int least = highest < Threshold ? (highest + 1) / 2 : Threshold;
        for (int i = 0; i < values.Length; i++)
            values[i] = values[i] >= least ? (byte)1 : (byte)0;
        return new EditMask(picture.Width, picture.Height, values);
    }

    /// <summary>Checks that a mask has its image's size.</summary>
    internal static void RequireSize(EditMask mask, RasterImage image) => RequireSize(mask.Width, mask.Height, image);

    private static void RequireSize(int width, int height, RasterImage image)
    {
        if (width != image.Width || height != image.Height)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The mask has {width}x{height} pixels, the image {image.Width}x{image.Height}: they must be the same."
            );
        }
    }

    /// <summary>
    /// Colours of mostly transparent pixels are ignored, and small differences too: premultiplied storage has rounded
    /// them.
    /// </summary>
    private static bool IsBrushLayer(RasterImage picture)
    {
        if (!picture.HasAlpha)
            return false;
        ReadOnlySpan<byte> rgba = picture.Pixels;
        int first = -1;
        bool varies = false;
        for (int i = 0; i < rgba.Length; i += RasterImage.BytesPerPixel)
        {
            varies |= rgba[i + 3] != rgba[3];
            if (rgba[i + 3] < Threshold)
                continue;
            if (first < 0)
                first = i;
            for (int c = 0; c < 3; c++)
            {
                if (Math.Abs(rgba[i + c] - rgba[first + c]) > 2)
                    return false;
            }
        }

        return varies;
    }

    private static byte[] Alpha(RasterImage picture)
    {
        var values = new byte[picture.Width * picture.Height];
        for (int i = 0; i < values.Length; i++)
            values[i] = picture.Pixels[(i * RasterImage.BytesPerPixel) + 3];
        return values;
    }

    private static byte[] Brightness(RasterImage picture)
    {
        var values = new byte[picture.Width * picture.Height];
        ReadOnlySpan<byte> rgba = picture.Pixels;
        for (int i = 0, at = 0; i < values.Length; i++, at += RasterImage.BytesPerPixel)
        {
            int brightest = Math.Max(rgba[at], Math.Max(rgba[at + 1], rgba[at + 2]));
            values[i] = (byte)(((brightest * rgba[at + 3]) + 254) / 255);
        }

        return values;
    }
}
