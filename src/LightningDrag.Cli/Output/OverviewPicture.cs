using System.Runtime.InteropServices;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using SkiaSharp;

namespace LightningDrag.Cli.Output;

/// <summary>
/// An edit at a glance: the source with red handles and blue targets, the mask, the result, side by side.
/// </summary>
internal static class OverviewPicture
{
    private const int Gap = 8;

    /// <summary>Larger pictures are shown at this longest side.</summary>
    private const int LargestSide = 1024;

    /// <summary>Draws the overview.</summary>
    /// <param name="source">The picture as it was.</param>
    /// <param name="points">In its pixels.</param>
    /// <param name="mask">Of its size.</param>
    /// <param name="result">Of its size.</param>
    public static RasterImage Draw(
        RasterImage source,
        IReadOnlyList<PointPair> points,
        EditMask mask,
        RasterImage result
    )
    {
        float scale = Math.Min(1, (float)LargestSide / Math.Max(source.Width, source.Height));
        int width = Math.Max(1, (int)(source.Width * scale)),
            height = Math.Max(1, (int)(source.Height * scale));
        var info = new SKImageInfo((3 * width) + (2 * Gap), height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var surface = SKSurface.Create(info.WithAlphaType(SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.White);
        using var before = ToBitmap(source);
        using var after = ToBitmap(result);
        using var dimmed = ToBitmap(Dim(source, mask));
        Panel(0, before);
        Panel(1, dimmed);
        Panel(2, after);
        surface.Canvas.ResetMatrix();
        foreach (var point in points)
            DrawPoint(surface.Canvas, point, scale);

        var overview = new RasterImage(info.Width, info.Height);
        var pixels = GCHandle.Alloc(overview.Pixels, GCHandleType.Pinned);
        try
        {
            surface.ReadPixels(info, pixels.AddrOfPinnedObject(), info.RowBytes, 0, 0);
        }
        finally
        {
            pixels.Free();
        }

        return overview;

        void Panel(int column, SKBitmap picture)
        {
            var place = SKRect.Create(column * (width + Gap), 0, width, height);
            using var image = SKImage.FromBitmap(picture);
            surface.Canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
    }

    private static void DrawPoint(SKCanvas canvas, PointPair point, float scale)
    {
        var handle = new SKPoint((point.Handle.X + 0.5f) * scale, (point.Handle.Y + 0.5f) * scale);
        var target = new SKPoint((point.Target.X + 0.5f) * scale, (point.Target.Y + 0.5f) * scale);
        using var paint = new SKPaint
        {
            IsAntialias = true,
            StrokeWidth = 2.5f,
            Color = SKColors.White,
        };
        canvas.DrawLine(handle, target, paint);
        Dot(handle, new SKColor(0xE5, 0x39, 0x35));
        Dot(target, new SKColor(0x1E, 0x66, 0xE5));

        void Dot(SKPoint centre, SKColor colour)
        {
            paint.Color = SKColors.White;
            canvas.DrawCircle(centre, 6.5f, paint);
            paint.Color = colour;
            canvas.DrawCircle(centre, 5, paint);
        }
    }

    /// <summary>The source with what must not change faded.</summary>
    private static RasterImage Dim(RasterImage source, EditMask mask)
    {
        var dimmed = new RasterImage(source.Width, source.Height, (byte[])source.Pixels.Clone());
        for (int i = 0; i < mask.Editable.Length; i++)
        {
            if (mask.Editable[i] != 0)
                continue;
            for (int c = 0; c < 3; c++)
                dimmed.Pixels[(4 * i) + c] = (byte)(160 + (dimmed.Pixels[(4 * i) + c] / 4));
        }

        return dimmed;
    }

    private static SKBitmap ToBitmap(RasterImage image)
    {
        var bitmap = new SKBitmap(
            new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul)
        );
        Marshal.Copy(image.Pixels, 0, bitmap.GetPixels(), image.Pixels.Length);
        return bitmap;
    }
}
