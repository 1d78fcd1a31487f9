using LightningDrag.Geometry;

namespace LightningDrag.Imaging.Shapes;

/// <summary>
/// A brush stroke: all pixels within the radius of a line through the points, the edge included. One point makes a
/// disc.
/// </summary>
public sealed record BrushShape : MaskShape
{
    /// <summary>At least one point.</summary>
    public required IReadOnlyList<PixelPoint> Points { get; init; }

    /// <summary>Half the stroke's width in pixels, at least 0.</summary>
    public required float Radius { get; init; }

    internal override int PointCount => Points?.Count ?? 0;

    internal override string? Problem() =>
        PointCount < 1
            ? "has no points, but a brush stroke needs at least 1"
            : ProblemOf("radius", Radius, 0) ?? PolygonShape.ProblemOf(Points);

    internal override void AddRuns(int y, PixelRuns runs)
    {
        PixelPoint from = Points[0];
        for (int i = Points.Count == 1 ? 0 : 1; i < Points.Count; from = Points[i], i++)
            AddSegment(from, Points[i], y, runs);
    }

    /// <summary>
    /// A thick segment is convex, so a row cuts one run out of it: the hull of its cuts with both end discs and the
    /// band between.
    /// </summary>
    private void AddSegment(PixelPoint a, PixelPoint b, int y, PixelRuns runs)
    {
        if (y < Math.Min(a.Y, b.Y) - (double)Radius || y > Math.Max(a.Y, b.Y) + (double)Radius)
            return;
        double start = double.PositiveInfinity,
            end = double.NegativeInfinity;
        foreach (PixelPoint point in (ReadOnlySpan<PixelPoint>)[a, b])
        {
            double away = Math.Abs(y - (double)point.Y);
            if (away > Radius)
                continue;
            double half = Math.Sqrt((Radius - away) * (Radius + away));
            (start, end) = (Math.Min(start, point.X - half), Math.Max(end, point.X + half));
        }

        if (Band(a, b, y) is (double left, double right) && left <= right)
            (start, end) = (Math.Min(start, left), Math.Max(end, right));
        if (start <= end)
            runs.AddClosed(start, end);
    }

    /// <summary>
    /// The part of row <paramref name="y"/> whose foot on the line lies between a and b, at most the radius away.
    /// </summary>
    private (double Left, double Right)? Band(PixelPoint a, PixelPoint b, int y)
    {
        double dx = (double)b.X - a.X,
            dy = (double)b.Y - a.Y,
            away = y - (double)a.Y,
            length = Math.Sqrt((dx * dx) + (dy * dy));
        if (length == 0)
            return null;
        (double left, double right) = (double.NegativeInfinity, double.PositiveInfinity);

        // |(x − ax)·dy − away·dx| ≤ radius·length
        if (dy != 0)
        {
            double middle = a.X + (away * dx / dy),
                half = Radius * length / Math.Abs(dy);
            (left, right) = (middle - half, middle + half);
        }

        // 0 ≤ (x − ax)·dx + away·dy ≤ length²
        if (dx != 0)
        {
            double first = a.X - (away * dy / dx),
                second = first + (length * length / dx);
            (left, right) = (Math.Max(left, Math.Min(first, second)), Math.Min(right, Math.Max(first, second)));
        }
        else if (away * dy < 0 || away * dy > length * length)
        {
            return null;
        }

        return (left, right);
    }
}
