using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Editing.Gestures;

/// <summary>
/// Spreads points over a region: first its most inner pixel, then always the one farthest from all chosen so far
/// (Gonzalez 1985), keeping away from the rim, where it is not clear which side moves. Deterministic.
/// </summary>
internal static class PointSpread
{
    /// <summary>Share of the deepest pixel's depth below which a pixel counts as rim.</summary>
    private const float Rim = 0.25f;

    /// <summary>Cells along the longer side of the region's bounds.</summary>
    private const int Cells = 128;

    /// <summary>Up to <paramref name="count"/> positions inside <paramref name="region"/>, at least one.</summary>
    public static IReadOnlyList<PixelPoint> Over(EditMask region, int count)
    {
        var bounds = region.Bounds();
        int stride = Math.Max(1, (Math.Max(bounds.Width, bounds.Height) + Cells - 1) / Cells);

        // One more cell on every side, so that the image's border is rim too.
        int width = (bounds.Width / stride) + 3,
            height = (bounds.Height / stride) + 3;
        var inside = new byte[width * height];
        for (int cell = 0; cell < inside.Length; cell++)
        {
            var (x, y) = PixelOf(cell);
            inside[cell] = (byte)(region[x, y] ? 1 : 0);
        }

        if (!inside.Contains((byte)1))
            return [AnyPixel(region, bounds)];
        var depth = DistanceTransform.ToNearestZero(inside, width, height);
        float deepest = depth.Max();
        var inner = Enumerable
            .Range(0, depth.Length)
            .Where(cell => depth[cell] > 0 && depth[cell] >= Rim * deepest)
            .ToArray();

        var chosen = new List<PixelPoint> { PointOf(inner.MaxBy(cell => depth[cell])) };
        var distance = inner.Select(cell => PointOf(cell).DistanceTo(chosen[0])).ToArray();
        while (chosen.Count < count)
        {
            int farthest = 0;
            for (int i = 1; i < inner.Length; i++)
            {
                if (distance[i] > distance[farthest])
                    farthest = i;
            }

            if (distance[farthest] < 1)
                break;
            var next = PointOf(inner[farthest]);
            chosen.Add(next);
            for (int i = 0; i < inner.Length; i++)
                distance[i] = MathF.Min(distance[i], PointOf(inner[i]).DistanceTo(next));
        }

        return chosen;

        (int X, int Y) PixelOf(int cell) =>
            (bounds.X + (((cell % width) - 1) * stride), bounds.Y + (((cell / width) - 1) * stride));

        PixelPoint PointOf(int cell)
        {
            var (x, y) = PixelOf(cell);
            return new PixelPoint(x, y);
        }
    }

    /// <summary>A pixel of a region so thin that the grid of cells misses it.</summary>
    private static PixelPoint AnyPixel(EditMask region, PixelRectangle bounds)
    {
        int at = region.Editable.AsSpan(bounds.Y * region.Width).IndexOfAnyExcept((byte)0);
        return new PixelPoint(at % region.Width, bounds.Y + (at / region.Width));
    }
}
