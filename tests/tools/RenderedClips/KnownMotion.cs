namespace LightningDrag.Tools.RenderedClips;

/// <summary>What is known of the way from one frame of a rendered clip to another, row by row.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="U">How far each pixel of the first frame moves to the right.</param>
/// <param name="V">How far down.</param>
/// <param name="Visible">Whether the same point of the scene is in the second frame, and not hidden there.</param>
/// <param name="Moving">Whether what is seen at this pixel moves by more than half a pixel, in the first frame or in
/// the second.</param>
internal sealed record KnownMotion(int Width, int Height, float[] U, float[] V, bool[] Visible, bool[] Moving)
{
    /// <summary>
    /// Where the point seen at (x, y) of the first frame lies in the second, with the motion of the nearest pixel.
    /// </summary>
    public (double X, double Y, bool Visible) Follow(double x, double y)
    {
        int i = (Math.Clamp((int)Math.Round(y), 0, Height - 1) * Width) + Math.Clamp((int)Math.Round(x), 0, Width - 1);
        return (x + U[i], y + V[i], Visible[i]);
    }
}
