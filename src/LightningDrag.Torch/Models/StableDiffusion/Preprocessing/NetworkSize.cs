using LightningDrag.Geometry;

namespace LightningDrag.Models.StableDiffusion.Preprocessing;

/// <summary>
/// The size that a picture is edited at: its proportions at a fixed area, each side rounded to a multiple of 64 (halves
/// to the even multiple), because the networks halve the latents, an eighth of the picture, three times.
/// </summary>
/// <param name="Width">Columns, a multiple of 64.</param>
/// <param name="Height">Rows, a multiple of 64.</param>
internal readonly record struct NetworkSize(int Width, int Height)
{
    /// <summary>What Stable Diffusion 1.5 was trained at, in pixels.</summary>
    public const int DefaultArea = 512 * 512;

    /// <summary>What each side is a multiple of, in pixels.</summary>
    public const int Multiple = 64;

    /// <summary>The size for a picture.</summary>
    /// <param name="width">The picture's columns.</param>
    /// <param name="height">The picture's rows.</param>
    /// <param name="area">About the number of pixels wanted.</param>
    public static NetworkSize For(int width, int height, int area = DefaultArea)
    {
        double scale = Math.Sqrt(area / ((double)width * height));
        int Side(int side) => Math.Max(1, (int)Math.Round(side * scale / Multiple, MidpointRounding.ToEven)) * Multiple;
        return new NetworkSize(Side(width), Side(height));
    }

    /// <summary>The pixel of the resized picture at which a position of the original lies.</summary>
    /// <param name="point">In pixels of the original.</param>
    /// <param name="width">The original's columns.</param>
    /// <param name="height">The original's rows.</param>
    public (int Row, int Column) PixelOf(PixelPoint point, int width, int height)
    {
        // Pixels are areas around their positions: corners meet corners, not centres centres.
        static int Scaled(float position, int from, int to) =>
            Math.Clamp((int)Math.Round(((position + 0.5) * to / from) - 0.5), 0, to - 1);
        return (Scaled(point.Y, height, Height), Scaled(point.X, width, Width));
    }
}
