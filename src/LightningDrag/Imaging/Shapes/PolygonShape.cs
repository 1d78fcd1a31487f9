using LightningDrag.Geometry;

namespace LightningDrag.Imaging.Shapes;

/// <summary>
/// A closed polygon (a lasso) that may cross itself: what it winds around at least once in total belongs to it
/// (non-zero rule). On left and top edges the pixel belongs to it, on right and bottom edges not, so polygons that
/// share an edge share no pixel.
/// </summary>
public sealed record PolygonShape : MaskShape
{
    /// <summary>At least three corners; the last one joins the first.</summary>
    public required IReadOnlyList<PixelPoint> Points { get; init; }

    internal override int PointCount => Points?.Count ?? 0;

    internal override string? Problem() =>
        PointCount < 3 ? $"has {PointCount} points, but a polygon needs at least 3" : ProblemOf(Points);

    internal override void AddRuns(int y, PixelRuns runs)
    {
        List<(double X, int Direction)> crossings = runs.Crossings;
        crossings.Clear();
        PixelPoint from = Points[^1];
        foreach (PixelPoint to in Points)
        {
            if (from.Y <= y != to.Y <= y)
            {
                double share = (y - (double)from.Y) / ((double)to.Y - from.Y);
                crossings.Add((from.X + (share * ((double)to.X - from.X)), to.Y <= y ? -1 : 1));
            }

            from = to;
        }

        crossings.Sort();
        int winding = 0;
        for (int i = 0; i + 1 < crossings.Count; i++)
        {
            winding += crossings[i].Direction;
            if (winding != 0)
                runs.AddHalfOpen(crossings[i].X, crossings[i + 1].X);
        }
    }

    internal static string? ProblemOf(IReadOnlyList<PixelPoint> points)
    {
        for (int i = 0; i < points.Count; i++)
        {
            if ((ProblemOf("x", points[i].X) ?? ProblemOf("y", points[i].Y)) is { } problem)
                return $"{problem}, at point {i}";
        }

        return null;
    }
}
