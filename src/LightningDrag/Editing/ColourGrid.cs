using System.Numerics;
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
        var sums = new uint[region.Width * RasterImage.BytesPerPixel];
        for (int row = 0; row < grid.Height; row++)
        {
            Array.Clear(sums);
            int top = region.Y + (row * stride),
                bottom = Math.Min(top + stride, region.Bottom);
            for (int y = top; y < bottom; y++)
                Add(sums, image.Row(y).Slice(region.X * RasterImage.BytesPerPixel, sums.Length));
            for (int column = 0; column < grid.Width; column++)
            {
                int left = column * stride,
                    right = Math.Min(left + stride, region.Width);
                grid.colours[(row * grid.Width) + column] = Mean(sums, left, right, (right - left) * (bottom - top));
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

    /// <summary>
    /// The smallest and the largest value of a map over the cells around a pixel of the region: what
    /// <see cref="Interpolate"/> gives lies between them, for this pixel and all up to <paramref name="right"/> and
    /// <paramref name="bottom"/>.
    /// </summary>
    public (float Least, float Most) RangeAround(float[] map, int x, int y, out int right, out int bottom)
    {
        var (column, nextColumn) = Around(x, Width, Region.Width, out right);
        var (row, nextRow) = Around(y, Height, Region.Height, out bottom);
        float a = map[(row * Width) + column],
            b = map[(row * Width) + nextColumn],
            c = map[(nextRow * Width) + column],
            d = map[(nextRow * Width) + nextColumn];
        return (MathF.Min(MathF.Min(a, b), MathF.Min(c, d)), MathF.Max(MathF.Max(a, b), MathF.Max(c, d)));

        (int First, int Second) Around(int at, int cells, int pixels, out int end)
        {
            int first = Math.Min((int)MathF.Max(0, ((at + 0.5f) / Stride) - 0.5f), cells - 1);
            end = Math.Min((Stride * (first + 1)) + (Stride / 2), pixels);
            return (first, Math.Min(first + 1, cells - 1));
        }
    }

    private static void Add(uint[] sums, ReadOnlySpan<byte> row)
    {
        int i = 0,
            lanes = Vector<uint>.Count;
        for (; i + Vector<byte>.Count <= row.Length; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            (new Vector<uint>(sums, i) + a).CopyTo(sums, i);
            (new Vector<uint>(sums, i + lanes) + b).CopyTo(sums, i + lanes);
            (new Vector<uint>(sums, i + (2 * lanes)) + c).CopyTo(sums, i + (2 * lanes));
            (new Vector<uint>(sums, i + (3 * lanes)) + d).CopyTo(sums, i + (3 * lanes));
        }

        for (; i < row.Length; i++)
            sums[i] += row[i];
    }

    private static (float R, float G, float B) Mean(uint[] sums, int left, int right, float count)
    {
        long r = 0,
            g = 0,
            b = 0;
        for (
            int at = left * RasterImage.BytesPerPixel;
            at < right * RasterImage.BytesPerPixel;
            at += RasterImage.BytesPerPixel
        )
        {
            r += sums[at];
            g += sums[at + 1];
            b += sums[at + 2];
        }

        return (r / count, g / count, b / count);
    }
}
