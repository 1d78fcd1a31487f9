using LightningDrag.Geometry;

namespace LightningDrag.Imaging.Shapes;

/// <summary>An upright ellipse, its edge included: ((x − cx)/rx)² + ((y − cy)/ry)² ≤ 1.</summary>
public sealed record EllipseShape : MaskShape
{
    /// <summary>Its centre.</summary>
    public required PixelPoint Center { get; init; }

    /// <summary>Horizontal half axis in pixels, at least 0.</summary>
    public required float RadiusX { get; init; }

    /// <summary>Vertical half axis in pixels, at least 0.</summary>
    public required float RadiusY { get; init; }

    internal override string? Problem() =>
        ProblemOf("center x", Center.X)
        ?? ProblemOf("center y", Center.Y)
        ?? ProblemOf("radiusX", RadiusX, 0)
        ?? ProblemOf("radiusY", RadiusY, 0);

    internal override void AddRuns(int y, PixelRuns runs)
    {
        double dy = Math.Abs(y - (double)Center.Y);
        if (dy > RadiusY)
            return;
        // As a product of sum and difference, which loses nothing near the poles.
        double half = RadiusY == 0 ? RadiusX : RadiusX * Math.Sqrt((RadiusY - dy) * (RadiusY + dy)) / RadiusY;
        runs.AddClosed(Center.X - half, Center.X + half);
    }
}
