namespace LightningDrag.Geometry;

/// <summary>
/// A position in pixels: (0, 0) is the centre of the top-left pixel, x grows to the right, y downwards; fractions are
/// allowed.
/// </summary>
/// <param name="X">Column.</param>
/// <param name="Y">Row.</param>
public readonly record struct PixelPoint(float X, float Y)
{
    /// <summary>Euclidean distance to <paramref name="other"/>, in pixels.</summary>
    public float DistanceTo(PixelPoint other) =>
        MathF.Sqrt(((X - other.X) * (X - other.X)) + ((Y - other.Y) * (Y - other.Y)));
}

/// <summary>
/// One drag: what lies at <paramref name="Handle"/> in the source shall lie at <paramref name="Target"/> in the result.
/// A pin has both equal.
/// </summary>
/// <param name="Handle">Where the content is, in source pixels.</param>
/// <param name="Target">Where the content shall go, in source pixels.</param>
public readonly record struct PointPair(PixelPoint Handle, PixelPoint Target)
{
    /// <summary>Length of the drag in pixels; 0 for a pin.</summary>
    public float Length => Handle.DistanceTo(Target);
}
