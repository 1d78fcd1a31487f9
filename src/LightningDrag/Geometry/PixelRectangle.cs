namespace LightningDrag.Geometry;

/// <summary>A rectangle of whole pixels. It may reach beyond the image that it refers to.</summary>
/// <param name="X">Left column, inclusive.</param>
/// <param name="Y">Top row, inclusive.</param>
/// <param name="Width">Columns, at least 0.</param>
/// <param name="Height">Rows, at least 0.</param>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>Column after the last one.</summary>
    public int Right => X + Width;

    /// <summary>Row after the last one.</summary>
    public int Bottom => Y + Height;

    /// <summary>True where no pixel is inside.</summary>
    public bool IsEmpty => Width <= 0 || Height <= 0;

    /// <summary>The pixels that both rectangles hold; empty where they do not meet.</summary>
    public PixelRectangle Intersect(PixelRectangle other)
    {
        int x = Math.Max(X, other.X),
            y = Math.Max(Y, other.Y);
        return new PixelRectangle(
            x,
            y,
            Math.Max(0, Math.Min(Right, other.Right) - x),
            Math.Max(0, Math.Min(Bottom, other.Bottom) - y)
        );
    }
}
