using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Editing;

/// <summary>How far the content of each handle ends from its target.</summary>
internal static class Arrival
{
    /// <summary>
    /// As measured, or zero where the model arrives by construction; but what lands outside the mask is cut off, so
    /// there it is at least the distance of the target to the nearest editable pixel.
    /// </summary>
    /// <param name="points">The drag in source pixels.</param>
    /// <param name="mask">What may change.</param>
    /// <param name="measured">Distances that the model measured, in source pixels, if it did.</param>
    /// <param name="exact">Whether the model arrives by construction.</param>
    /// <returns>Source pixels, one per pair; null where nothing is known.</returns>
    public static IReadOnlyList<float>? Of(
        IReadOnlyList<PointPair> points,
        EditMask mask,
        IReadOnlyList<float>? measured,
        bool exact
    ) =>
        measured is null && !exact
            ? null
            :
            [
                .. points.Select(
                    (point, i) =>
                        Math.Max(
                            measured?[i] ?? 0,
                            HasLeft(point.Target, mask) || mask.Holds(point.Target) ? 0 : DistanceTo(mask, point.Target)
                        )
                ),
            ];

    /// <summary>Whether a target lies outside the picture, where nothing can be cut off any more.</summary>
    private static bool HasLeft(PixelPoint target, EditMask mask) =>
        target.X < -0.5f || target.Y < -0.5f || target.X > mask.Width - 0.5f || target.Y > mask.Height - 0.5f;

    private static float DistanceTo(EditMask mask, PixelPoint target)
    {
        // Rows from the target outwards, until they are farther away than what was found.
        float nearest = float.PositiveInfinity;
        for (int step = 0; step < 2 * mask.Height; step++)
        {
            int y = (int)MathF.Round(target.Y) + ((step & 1) == 0 ? step / 2 : -(step + 1) / 2);
            if ((step / 2) - 1 > nearest)
                break;
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[x, y])
                    nearest = MathF.Min(nearest, target.DistanceTo(new PixelPoint(x, y)));
            }
        }

        return nearest;
    }
}
