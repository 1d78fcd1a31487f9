namespace LightningDrag.Imaging.Shapes;

/// <summary>
/// A rectangle: x ≤ column &lt; x + width and y ≤ row &lt; y + height, so whole numbers give exactly width × height
/// pixels.
/// </summary>
public sealed record RectangleShape : MaskShape
{
    /// <summary>Left edge in pixels.</summary>
    public required float X { get; init; }

    /// <summary>Top edge in pixels.</summary>
    public required float Y { get; init; }

    /// <summary>Width in pixels, at least 0.</summary>
    public required float Width { get; init; }

    /// <summary>Height in pixels, at least 0.</summary>
    public required float Height { get; init; }

    internal override string? Problem() =>
        ProblemOf("x", X) ?? ProblemOf("y", Y) ?? ProblemOf("width", Width, 0) ?? ProblemOf("height", Height, 0);

    internal override void AddRuns(int y, PixelRuns runs)
    {
        if (y >= Y && y < (double)Y + Height)
            runs.AddHalfOpen(X, (double)X + Width);
    }
}
