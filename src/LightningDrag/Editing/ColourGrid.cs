using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Editing;

/// <summary>Mean colours of square cells over a region of an image: what the mask suggester sees.</summary>
internal sealed class ColourGrid
{
    private readonly (float R, float G, float B)[] colours;

    private ColourGrid(PixelRectangle region, int stride)
    {
        (Region, Stride) = (region, stride);
        Width = (region.Width + stride - 1) / stride;
        Height = (region.Height + stride - 1) / stride;
        colours = new (float, float, float)[Width * Height];
    }

    /// <summary>The region, in pixels of the image.</summary>
    public PixelRectangle Region { get; }

    /// <summary>Pixels per cell, each way.</summary>
    public int Stride { get; }

    /// <summary>Columns of cells.</summary>
    public int Width { get; }

    /// <summary>Rows of cells.</summary>
    public int Height { get; }

    /// <summary>Averages <paramref name="image"/> over cells of <paramref name="stride"/>² pixels.</summary>
    /// <param name="image">The image.</param>
    /// <param name="region">Not empty, inside the image.</param>
    /// <param name="stride">Pixels per cell, at least 1.</param>
    public static ColourGrid Average(RasterImage image, PixelRectangle region, int stride)
    {
        var grid = new ColourGrid(region, stride);
        for (int row = 0; row < grid.Height; row++)
        {
            for (int column = 0; column < grid.Width; column++)
            {
                var cell = new PixelRectangle(
                    region.X + (column * stride),
                    region.Y + (row * stride),
                    stride,
                    stride
                ).Intersect(region);
                grid.colours[(row * grid.Width) + column] = Mean(image, cell);
            }
        }

        return grid;
    }

    /// <summary>The cell that a point of the image falls on; the nearest one for points outside the region.</summary>
    public int CellOf(PixelPoint point)
    {
        int x = (int)MathF.Floor((point.X + 0.5f - Region.X) / Stride),
            y = (int)MathF.Floor((point.Y + 0.5f - Region.Y) / Stride);
        return (Math.Clamp(y, 0, Height - 1) * Width) + Math.Clamp(x, 0, Width - 1);
    }

    /// <summary>How different two cells look, 0…255.</summary>
    public float Difference(int first, int second)
    {
        var (a, b) = (colours[first], colours[second]);
        return MathF.Max(MathF.Abs(a.R - b.R), MathF.Max(MathF.Abs(a.G - b.G), MathF.Abs(a.B - b.B)));
    }

    /// <summary>The mean difference between neighbours: how much colour changes are worth in this region.</summary>
    public float MeanStep()
    {
        double sum = 0;
        int count = 0;
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int cell = (y * Width) + x;
                if (x + 1 < Width)
                    (sum, count) = (sum + Difference(cell, cell + 1), count + 1);
                if (y + 1 < Height)
                    (sum, count) = (sum + Difference(cell, cell + Width), count + 1);
            }
        }

        return count == 0 ? 0 : (float)(sum / count);
    }

    /// <summary>Bilinear value of a map over the cells at a pixel of the region.</summary>
    public float Interpolate(float[] map, int x, int y)
    {
        float column = Math.Clamp(((x + 0.5f) / Stride) - 0.5f, 0, Width - 1),
            row = Math.Clamp(((y + 0.5f) / Stride) - 0.5f, 0, Height - 1);
        int left = (int)column,
            top = (int)row,
            right = Math.Min(left + 1, Width - 1),
            bottom = Math.Min(top + 1, Height - 1);
        float fx = column - left,
            fy = row - top;
        float upper = (map[(top * Width) + left] * (1 - fx)) + (map[(top * Width) + right] * fx);
        float lower = (map[(bottom * Width) + left] * (1 - fx)) + (map[(bottom * Width) + right] * fx);
        return (upper * (1 - fy)) + (lower * fy);
    }

    private static (float R, float G, float B) Mean(RasterImage image, PixelRectangle cell)
    {
        long r = 0,
            g = 0,
            b = 0;
        for (int y = cell.Y; y < cell.Bottom; y++)
        {
            var row = image.Row(y);
            for (int x = cell.X; x < cell.Right; x++)
            {
                int at = x * RasterImage.BytesPerPixel;
                r += row[at];
                g += row[at + 1];
                b += row[at + 2];
            }
        }

        float count = cell.Width * cell.Height;
        return (r / count, g / count, b / count);
    }
}
