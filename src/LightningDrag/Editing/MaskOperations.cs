using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Editing;

/// <summary>Small set operations on editable masks.</summary>
internal static class MaskOperations
{
    /// <summary>
    /// Whether the pixel that <paramref name="point"/> falls on may change. The point must lie in the image.
    /// </summary>
    public static bool Holds(this EditMask mask, PixelPoint point)
    {
        var (x, y) = Nearest(point, mask.Width, mask.Height);
        return mask[x, y];
    }

    /// <summary>The pixel that a point falls on; points on the very edge fall on the outermost pixel.</summary>
    public static (int X, int Y) Nearest(PixelPoint point, int width, int height) =>
        (Math.Clamp((int)MathF.Round(point.X), 0, width - 1), Math.Clamp((int)MathF.Round(point.Y), 0, height - 1));

    /// <summary>Marks what <paramref name="other"/>, of the same size, marks.</summary>
    public static void Add(this EditMask mask, EditMask other)
    {
        for (int i = 0; i < mask.Editable.Length; i++)
            mask.Editable[i] |= (byte)(other.Editable[i] != 0 ? 1 : 0);
    }

    /// <summary>The mask and everything within <paramref name="radius"/> pixels of it.</summary>
    public static EditMask Dilated(this EditMask mask, float radius)
    {
        var dilated = new EditMask(mask.Width, mask.Height, new byte[mask.Editable.Length]);
        var bounds = mask.Bounds();
        if (bounds.IsEmpty)
            return dilated;

        // Only the surroundings of the mask are looked at: it may be a small one in a large picture.
        int reach = (int)MathF.Ceiling(radius);
        var area = new PixelRectangle(
            bounds.X - reach,
            bounds.Y - reach,
            bounds.Width + (2 * reach),
            bounds.Height + (2 * reach)
        ).Intersect(new PixelRectangle(0, 0, mask.Width, mask.Height));
        var outside = new byte[area.Width * area.Height];
        for (int i = 0; i < outside.Length; i++)
            outside[i] = (byte)(mask[area.X + (i % area.Width), area.Y + (i / area.Width)] ? 0 : 1);
        var distance = DistanceTransform.ToNearestZero(outside, area.Width, area.Height, radius + 1);
        for (int i = 0; i < outside.Length; i++)
        {
            if (distance[i] <= radius)
                dilated.Editable[((area.Y + (i / area.Width)) * mask.Width) + area.X + (i % area.Width)] = 1;
        }

        return dilated;
    }
}
