using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Training;

/// <summary>A pair and what a model made of it.</summary>
internal sealed record PictureGridRow(SupervisionPair Pair, RasterImage Edit);

/// <summary>
/// Edits beside the truth in one picture, a row each: the source with red handles and blue targets, the edit, the
/// target.
/// </summary>
internal static class PictureGrid
{
    private const int Columns = 3;

    /// <summary>
    /// Draws the rows; all pairs are squares, and those of other sizes than the first are scaled to it.
    /// </summary>
    public static RasterImage Draw(IReadOnlyList<PictureGridRow> rows)
    {
        int side = rows[0].Pair.Source.Width;
        var grid = new RasterImage(Columns * side, rows.Count * side);
        for (int row = 0; row < rows.Count; row++)
        {
            var (pair, edit) = rows[row];
            var source = Scaled(pair.Source, side);
            float scale = (float)side / pair.Source.Width;
            foreach (var point in pair.Points)
            {
                Disc(source, point.Target, scale, 0, 80, 255);
                Disc(source, point.Handle, scale, 255, 0, 0);
            }

            RasterImage[] pictures = [source, Scaled(edit, side), Scaled(pair.Target, side)];
            for (int column = 0; column < Columns; column++)
            {
                for (int y = 0; y < side; y++)
                    pictures[column]
                        .Row(y)
                        .CopyTo(grid.Row((row * side) + y)[(column * side * RasterImage.BytesPerPixel)..]);
            }
        }

        return grid;
    }

    private static RasterImage Scaled(RasterImage image, int side) =>
        FixedPointResampling.Resize(image, side, side, ResamplingKernel.Lanczos);

    private static void Disc(RasterImage image, PixelPoint centre, float scale, byte red, byte green, byte blue)
    {
        float radius = Math.Max(1.5f, image.Width / 100f);
        var middle = new PixelPoint(((centre.X + 0.5f) * scale) - 0.5f, ((centre.Y + 0.5f) * scale) - 0.5f);
        for (int y = Math.Max(0, (int)(middle.Y - radius)); y <= Math.Min(image.Height - 1, middle.Y + radius); y++)
        {
            for (int x = Math.Max(0, (int)(middle.X - radius)); x <= Math.Min(image.Width - 1, middle.X + radius); x++)
            {
                if (new PixelPoint(x, y).DistanceTo(middle) > radius)
                    continue;
                var pixel = image.Row(y)[(x * RasterImage.BytesPerPixel)..];
                (pixel[0], pixel[1], pixel[2]) = (red, green, blue);
            }
        }
    }
}
