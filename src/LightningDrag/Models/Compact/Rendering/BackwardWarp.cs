using System.Numerics;
using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Paints the target row by row: one bicubic lookup in the full-resolution source for each pixel, several where the map
/// shrinks the source (so that fine texture averages instead of aliasing), and two layers mixed where a border runs
/// through.
/// </summary>
internal sealed class BackwardWarp(
    BicubicSampler sampler,
    LayeredMap layers,
    BackwardMap map,
    BackgroundFill background,
    float rimErosion
)
{
    // Slope of the cubic B-spline matte across a straight border, per grid pixel: how a distance becomes a matte level.
    private const float MatteSlope = 2f / 3f;

    // Full-resolution pixels over which a border fades.
    private const float SoftEdge = 1.3f;

    // Below this a longer footprint is not worth the extra lookups.
    private const float Shrinking = 1.25f;
    private const int MostSamples = 4;

    /// <summary>Overwrites the editable pixels of <paramref name="target"/>, which holds the source.</summary>
    public void Paint(RasterImage target, EditMask mask, CancellationToken cancellationToken)
    {
        float scale = target.Width / (float)map.Size;
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = SplatWarpRenderer.Threads,
            CancellationToken = cancellationToken,
        };
        Parallel.For(
            0,
            target.Height,
            options,
            y =>
            {
                Span<byte> row = target.Row(y);
                ReadOnlySpan<byte> editable = mask.Editable.AsSpan(y * mask.Width, mask.Width);
                for (int x = 0; x < row.Length / RasterImage.BytesPerPixel; x++)
                {
                    if (editable[x] == 0)
                        continue;
                    GridCell cell = GridCell.Around(x, y, scale, map.Size);
                    if (Colour(x, y, cell, scale) is { } colour)
                        BicubicSampler.Store(
                            colour,
                            row.Slice(x * RasterImage.BytesPerPixel, RasterImage.BytesPerPixel)
                        );
                }
            }
        );
    }

    /// <summary>The pixel's new colour, null where it keeps its bytes.</summary>
    private Vector4? Colour(int x, int y, in GridCell cell, float scale)
    {
        switch (layers.Kind(cell))
        {
            case CellKind.Still:
                return null;
            case CellKind.Smooth:
                return Smooth(x, y, cell, scale);
            case CellKind.Background:
                return background.At(sampler, x, y, cell, scale);
            default:
                return Edge(x, y, cell, scale);
        }
    }

    private Vector4 Smooth(int x, int y, in GridCell cell, float scale)
    {
        var a = new Vector2(map.OffsetX[cell.P00], map.OffsetY[cell.P00]);
        var b = new Vector2(map.OffsetX[cell.P10], map.OffsetY[cell.P10]);
        var c = new Vector2(map.OffsetX[cell.P01], map.OffsetY[cell.P01]);
        var d = new Vector2(map.OffsetX[cell.P11], map.OffsetY[cell.P11]);
        Vector2 above = Vector2.Lerp(a, b, cell.FractionX),
            below = Vector2.Lerp(c, d, cell.FractionX);
        Vector2 offset = Vector2.Lerp(above, below, cell.FractionY);

        // How far one step to the right or down in the target goes in the source.
        Vector2 right = Vector2.UnitX + Vector2.Lerp(b - a, d - c, cell.FractionY),
            down = Vector2.UnitY + below - above;
        int columns = Samples(right.Length()),
            rows = Samples(down.Length());
        var position = new Vector2(x, y) + (offset * scale);
        if (columns * rows == 1)
            return sampler.Sample(position.X, position.Y);

        Vector4 sum = Vector4.Zero;
        for (int j = 0; j < rows; j++)
        {
            for (int i = 0; i < columns; i++)
            {
                Vector2 sample =
                    position + (right * (((i + 0.5f) / columns) - 0.5f)) + (down * (((j + 0.5f) / rows) - 0.5f));
                sum += sampler.Sample(sample.X, sample.Y);
            }
        }

        return sum / (columns * rows);
    }

    private static int Samples(float stretch) =>
        stretch <= Shrinking ? 1 : (int)Math.Min(MostSamples, MathF.Ceiling(stretch));

    private Vector4 Edge(int x, int y, in GridCell cell, float scale)
    {
        LayerMix mix = layers.Mix(cell);
        float level = 0.5f + (MatteSlope * rimErosion);
        float width = Math.Min(MatteSlope * SoftEdge / scale, 2 * (1 - level));
        float alpha = Math.Clamp(((mix.Share - level) / width) + 0.5f, 0, 1);

        Vector4 front = alpha > 0 ? sampler.Sample(x + (mix.FrontX * scale), y + (mix.FrontY * scale)) : Vector4.Zero;
        if (alpha >= 1)
            return front;
        Vector4 back = mix.BackIsFilled
            ? background.At(sampler, x, y, cell, scale)
            : sampler.Sample(x + (mix.BackX * scale), y + (mix.BackY * scale));
        return Vector4.Lerp(back, front, alpha);
    }
}
