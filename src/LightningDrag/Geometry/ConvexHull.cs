namespace LightningDrag.Geometry;

/// <summary>The smallest convex polygon around points, by the monotone chain of Andrew (1979).</summary>
internal static class ConvexHull
{
    /// <summary>The corners, all the way round; fewer than three where all points lie on a line.</summary>
    public static List<PixelPoint> Of(IEnumerable<PixelPoint> points)
    {
        PixelPoint[] sorted = [.. points.Distinct().OrderBy(point => point.X).ThenBy(point => point.Y)];
        if (sorted.Length < 3)
            return [.. sorted];
        List<PixelPoint> hull = Chain(sorted),
            back = Chain(sorted.Reverse());
        hull.AddRange(back);
        return hull;
    }

    /// <summary>One side, without its last corner, which is the first of the other side.</summary>
    private static List<PixelPoint> Chain(IEnumerable<PixelPoint> sorted)
    {
        List<PixelPoint> chain = [];
        foreach (var point in sorted)
        {
            while (chain.Count > 1 && Turn(chain[^2], chain[^1], point) <= 0)
                chain.RemoveAt(chain.Count - 1);
            chain.Add(point);
        }

        chain.RemoveAt(chain.Count - 1);
        return chain;
    }

    private static double Turn(PixelPoint from, PixelPoint over, PixelPoint to) =>
        (((double)over.X - from.X) * (to.Y - from.Y)) - (((double)over.Y - from.Y) * (to.X - from.X));
}
