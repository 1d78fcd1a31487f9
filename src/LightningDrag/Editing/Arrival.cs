using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>How far the content of each handle ends from its target.</summary>
internal static class Arrival
{
    /// <summary>
    /// Zero where the model arrives by construction; but what lands outside the mask is cut off, so there it is the distance of the target
    /// to the nearest editable pixel.
    /// </summary>
    /// <returns>Source pixels, one per pair; null where the model does not arrive by construction.</returns>
    public static IReadOnlyList<float>? Of(IReadOnlyList<PointPair> points, EditMask mask, DragModelInfo model) =>
        model.ArrivesExactly ? [.. points.Select(point => mask.Holds(point.Target) ? 0 : DistanceTo(mask, point.Target))] : null;

    private static float DistanceTo(EditMask mask, PixelPoint target)
    {
        // Rows from the target outwards, until they are farther away than what was found.
        float nearest = float.PositiveInfinity;
        for (int step = 0; step < 2 * mask.Height; step++)
        {
            int y = (int)MathF.Round(target.Y) + ((step & 1) == 0 ? step / 2 : -(step + 1) / 2);
            if ((step / 2) - 1 > nearest) break;
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[x, y]) nearest = MathF.Min(nearest, target.DistanceTo(new PixelPoint(x, y)));
            }
        }

        return nearest;
    }
}
