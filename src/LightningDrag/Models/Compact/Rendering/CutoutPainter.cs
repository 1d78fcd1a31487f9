using System.Numerics;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Lays regions that move as a whole over the picture at full resolution: every pixel inside the moved outline is
/// looked up where it came from, whatever the window grid is, and the outline is as sharp as it was drawn.
/// </summary>
internal static class CutoutPainter
{
    /// <summary>Paints the cutouts into <paramref name="target"/>, later ones over earlier ones.</summary>
    /// <param name="target">The rendered window.</param>
    /// <param name="sampler">The source window.</param>
    /// <param name="cutouts">What moves.</param>
    /// <param name="mask">What may change.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static void Paint(
        RasterImage target,
        BicubicSampler sampler,
        IReadOnlyList<Cutout> cutouts,
        EditMask mask,
        CancellationToken cancellationToken
    )
    {
        foreach (var cutout in cutouts)
            Paint(target, sampler, cutout.Region, mask, cancellationToken);
    }

    private static void Paint(
        RasterImage target,
        BicubicSampler sampler,
        RigidRegion region,
        EditMask mask,
        CancellationToken cancellationToken
    )
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = SplatWarpRenderer.Threads,
            CancellationToken = cancellationToken,
        };

        // Where the picture shrinks, several of its pixels fall on one of the target.
        int samples = Math.Clamp((int)MathF.Ceiling((1 / region.Motion.Scale) - 0.25f), 1, 4);
        var (top, bottom) = RowsOf(region, target.Height);
        Parallel.For(
            top,
            bottom,
            options,
            y =>
            {
                Span<byte> row = target.Row(y);
                for (int x = 0; x < target.Width; x++)
                {
                    if (!mask[x, y])
                        continue;
                    var (colour, alpha) = Look(sampler, region, x, y, samples);
                    if (alpha <= 0)
                        continue;
                    Span<byte> pixel = row.Slice(x * RasterImage.BytesPerPixel, RasterImage.BytesPerPixel);
                    BicubicSampler.Store(
                        alpha >= 1 ? colour : colour + ((1 - alpha) * BicubicSampler.Premultiplied(pixel)),
                        pixel
                    );
                }
            }
        );
    }

    /// <summary>The colour that lands on a pixel, weighed by how much of the region does.</summary>
    private static (Vector4 Colour, float Alpha) Look(
        BicubicSampler sampler,
        RigidRegion region,
        int x,
        int y,
        int samples
    )
    {
        Vector4 colour = Vector4.Zero;
        float alpha = 0;
        for (int j = 0; j < samples; j++)
        {
            for (int i = 0; i < samples; i++)
            {
                var from = region.Motion.Invert(
                    new PixelPoint(x + (((i + 0.5f) / samples) - 0.5f), y + (((j + 0.5f) / samples) - 0.5f))
                );
                float share = ShareAt(region.Pixels, from);
                if (share <= 0)
                    continue;
                colour += share * sampler.Sample(from.X, from.Y);
                alpha += share;
            }
        }

        float per = 1f / (samples * samples);
        return (per * colour, per * alpha);
    }

    /// <summary>The region between its pixels: its outline fades over one.</summary>
    private static float ShareAt(EditMask pixels, PixelPoint at)
    {
        int x = (int)MathF.Floor(at.X),
            y = (int)MathF.Floor(at.Y);
        float fx = at.X - x,
            fy = at.Y - y;
        return ((1 - fy) * (((1 - fx) * Held(x, y)) + (fx * Held(x + 1, y))))
            + (fy * (((1 - fx) * Held(x, y + 1)) + (fx * Held(x + 1, y + 1))));

        // A region that ends at the picture's border goes on beyond it: there is no outline there.
        float Held(int column, int row) =>
            pixels[Math.Clamp(column, 0, pixels.Width - 1), Math.Clamp(row, 0, pixels.Height - 1)]
            && column >= -1
            && row >= -1
            && column <= pixels.Width
            && row <= pixels.Height
                ? 1
                : 0;
    }

    /// <summary>The rows that the moved region may touch.</summary>
    private static (int Top, int Bottom) RowsOf(RigidRegion region, int height)
    {
        var bounds = region.Pixels.Bounds();
        if (bounds.IsEmpty)
            return (0, 0);
        float least = float.PositiveInfinity,
            most = float.NegativeInfinity;
        foreach (float x in (ReadOnlySpan<float>)[bounds.X - 1, bounds.Right])
        {
            foreach (float y in (ReadOnlySpan<float>)[bounds.Y - 1, bounds.Bottom])
            {
                float row = region.Motion.Apply(new PixelPoint(x, y)).Y;
                (least, most) = (MathF.Min(least, row), MathF.Max(most, row));
            }
        }

        int top = (int)Math.Clamp(MathF.Floor(least), 0, height);
        return (top, Math.Max(top, (int)Math.Clamp(MathF.Ceiling(most) + 1, 0, height)));
    }
}
