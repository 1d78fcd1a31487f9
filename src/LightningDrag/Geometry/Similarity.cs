namespace LightningDrag.Geometry;

/// <summary>
/// A rotation and uniform scaling about a pivot, then a shift: q = pivot + scale · R(angle) · (p − pivot) + (offsetX,
/// offsetY).
/// </summary>
/// <param name="Pivot">What stays where it is, but for the shift.</param>
/// <param name="Degrees">Rotation, clockwise as seen on the image (y points down).</param>
/// <param name="Scale">Factor, more than 0.</param>
/// <param name="OffsetX">Shift in pixels.</param>
/// <param name="OffsetY">Shift in pixels.</param>
public readonly record struct Similarity(
    PixelPoint Pivot,
    float Degrees = 0,
    float Scale = 1,
    float OffsetX = 0,
    float OffsetY = 0
)
{
    /// <summary>Whether every value is finite and the scale one that something is left of.</summary>
    internal bool IsUsable =>
        float.IsFinite(Pivot.X)
        && float.IsFinite(Pivot.Y)
        && float.IsFinite(Degrees)
        && float.IsFinite(OffsetX)
        && float.IsFinite(OffsetY)
        && Scale is >= 0.05f and <= 20f;

    /// <summary>Where <paramref name="point"/> goes.</summary>
    public PixelPoint Apply(PixelPoint point)
    {
        var (sin, cos) = Math.SinCos(Degrees * Math.PI / 180);
        double x = (point.X - Pivot.X) * Scale,
            y = (point.Y - Pivot.Y) * Scale;
        return new PixelPoint(
            (float)(Pivot.X + (cos * x) - (sin * y) + OffsetX),
            (float)(Pivot.Y + (sin * x) + (cos * y) + OffsetY)
        );
    }

    /// <summary>What <paramref name="point"/> came from.</summary>
    public PixelPoint Invert(PixelPoint point)
    {
        var (sin, cos) = Math.SinCos(-Degrees * Math.PI / 180);
        double x = (point.X - OffsetX - Pivot.X) / Scale,
            y = (point.Y - OffsetY - Pivot.Y) / Scale;
        return new PixelPoint((float)(Pivot.X + (cos * x) - (sin * y)), (float)(Pivot.Y + (sin * x) + (cos * y)));
    }

    /// <summary>The same motion on a picture of another size or a part of it.</summary>
    /// <param name="pivot">The pivot there.</param>
    /// <param name="scale">Pixels there to a pixel here.</param>
    internal Similarity On(PixelPoint pivot, float scale) =>
        this with
        {
            Pivot = pivot,
            OffsetX = OffsetX * scale,
            OffsetY = OffsetY * scale,
        };
}
