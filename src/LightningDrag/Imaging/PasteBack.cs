using LightningDrag.Geometry;

namespace LightningDrag.Imaging;

/// <summary>
/// Puts an edited window back into the source. Only pixels of the mask change; every other byte, alpha and the colours
/// under it included, equals the source's. The seam is feathered inside the mask: result = s·edited + (1 − s)·source
/// with s rising smoothly from the mask's edge to 1 at the feather's depth. Where the mask meets the image's border
/// there is nothing to blend with, and no feather.
/// </summary>
internal static class PasteBack
{
    /// <summary>
    /// Feather for a window of <paramref name="windowSize"/> source pixels that the model saw at
    /// <paramref name="modelWindow"/>: two model pixels deep, 1 to 16 source pixels.
    /// </summary>
    public static float DefaultFeather(int windowSize, int modelWindow) =>
        Math.Clamp(2f * windowSize / modelWindow, 1, 16);

    /// <summary>Pastes <paramref name="edited"/> into a copy of <paramref name="source"/>.</summary>
    /// <param name="source">The whole image.</param>
    /// <param name="window">Where the edited picture lies in the source.</param>
    /// <param name="edited">The edited window, pixel for pixel.</param>
    /// <param name="mask">The editable mask of the whole image; what lies outside the window does not change.</param>
    /// <param name="feather">Depth of the seam in source pixels, 0 (a hard edge) to 256.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidMask"/>: the mask's size is not the
    /// image's.</exception>
    public static RasterImage Apply(
        RasterImage source,
        EditWindow window,
        RasterImage edited,
        EditMask mask,
        float feather
    )
    {
        if (edited.Width != window.Width || edited.Height != window.Height)
        {
            throw new ArgumentException(
                $"The edited picture is {edited.Width}x{edited.Height}, the window {window.Width}x{window.Height}.",
                nameof(edited)
            );
        }

        if (!(feather is >= 0 and <= 256))
            throw new ArgumentOutOfRangeException(nameof(feather), feather, "The feather must be 0 to 256 pixels.");
        MaskReader.RequireSize(mask, source);

        var result = new RasterImage(source.Width, source.Height, (byte[])source.Pixels.Clone())
        {
            IccProfile = source.IccProfile,
            HasAlpha = source.HasAlpha,
            DeepPixels = (ushort[]?)source.DeepPixels?.Clone(),
            Metadata = source.Metadata,
        };
        PixelRectangle image = new(0, 0, source.Width, source.Height);
        PixelRectangle changed = mask.Bounds().Intersect(window.Bounds).Intersect(image);
        if (changed.IsEmpty)
            return result;

        // One pixel more on each side, so that the distance transform sees the mask's edge.
        PixelRectangle region = new PixelRectangle(
            changed.X - 1,
            changed.Y - 1,
            changed.Width + 2,
            changed.Height + 2
        ).Intersect(image);
        var editable = new byte[region.Width * region.Height];
        for (int y = changed.Y; y < changed.Bottom; y++)
        {
            mask.Editable.AsSpan((y * mask.Width) + changed.X, changed.Width)
                .CopyTo(editable.AsSpan(((y - region.Y) * region.Width) + changed.X - region.X));
        }

        float[] depth = DistanceTransform.ToNearestZero(editable, region.Width, region.Height, feather + 1);
        Parallel.For(
            changed.Y,
            changed.Bottom,
            y =>
            {
                int at = ((y - region.Y) * region.Width) + changed.X - region.X;
                PasteRow(
                    result
                        .Row(y)
                        .Slice(changed.X * RasterImage.BytesPerPixel, changed.Width * RasterImage.BytesPerPixel),
                    edited
                        .Row(y - window.Y)
                        .Slice(
                            (changed.X - window.X) * RasterImage.BytesPerPixel,
                            changed.Width * RasterImage.BytesPerPixel
                        ),
                    depth.AsSpan(at, changed.Width),
                    feather + 1,
                    source.HasAlpha
                );
                if (result.DeepPixels is { } deep)
                {
                    Deepen(source, result, deep, (y * result.Width) + changed.X, changed.Width);
                }
            }
        );
        return result;
    }

    /// <summary>
    /// What has changed gets its new values at the deeper scale too; everything else keeps the source's.
    /// </summary>
    private static void Deepen(RasterImage source, RasterImage result, ushort[] deep, int first, int count)
    {
        int begin = first * RasterImage.BytesPerPixel,
            end = begin + (count * RasterImage.BytesPerPixel);
        for (int i = begin; i < end; i++)
        {
            if (result.Pixels[i] != source.Pixels[i])
                deep[i] = (ushort)(result.Pixels[i] * 257);
        }
    }

    private static void PasteRow(
        Span<byte> result,
        ReadOnlySpan<byte> edited,
        ReadOnlySpan<float> depth,
        float full,
        bool hasAlpha
    )
    {
        for (int x = 0, i = 0; x < depth.Length; x++, i += RasterImage.BytesPerPixel)
        {
            if (depth[x] == 0)
                continue;
            ReadOnlySpan<byte> from = edited.Slice(i, RasterImage.BytesPerPixel);
            Span<byte> to = result.Slice(i, RasterImage.BytesPerPixel);
            if (depth[x] >= full)
            {
                from.CopyTo(to);
                if (!hasAlpha)
                    to[3] = byte.MaxValue;
            }
            else
            {
                float t = depth[x] / full;
                Blend(from, to, t * t * (3 - (2 * t)), hasAlpha);
            }
        }
    }

    /// <summary>
    /// Mixes colours weighted by their alpha, so that the colour under a transparent pixel does not bleed in.
    /// </summary>
    private static void Blend(ReadOnlySpan<byte> from, Span<byte> to, float share, bool hasAlpha)
    {
        float fromAlpha = hasAlpha ? share * from[3] : share * byte.MaxValue;
        float alpha = fromAlpha + ((1 - share) * (hasAlpha ? to[3] : byte.MaxValue));
        float colour = alpha > 0 ? fromAlpha / alpha : share;
        for (int c = 0; c < 3; c++)
            to[c] = (byte)(to[c] + (colour * (from[c] - to[c])) + 0.5f);
        to[3] = hasAlpha ? (byte)(alpha + 0.5f) : byte.MaxValue;
    }
}
