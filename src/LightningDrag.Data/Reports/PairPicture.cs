using LightningDrag.Data.Shards.Reading;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Data.Reports;

/// <summary>
/// Draws a pair for people: the source with its mask, handles and arrows; the target with where the handles should have
/// come to; the flow as colour.
/// </summary>
internal static class PairPicture
{
    private static readonly Scalar HandleColour = new(60, 60, 240);
    private static readonly Scalar TargetColour = new(240, 120, 30);
    private static readonly Scalar MaskColour = new(0, 230, 250);

    /// <summary>The drawing; the caller disposes of it.</summary>
    public static Mat Draw(StoredPair pair)
    {
        RasterImage sourceImage = pair.Source();
        int size = sourceImage.Width;
        using Mat source = ToBgr(sourceImage),
            target = ToBgr(pair.Target(size));
        var points = pair.Points(size);
        DrawMask(source, pair.Mask(size));
        foreach (PointPair point in points)
            Cv2.ArrowedLine(source, At(point.Handle), At(point.Target), Scalar.White, 1, LineTypes.AntiAlias, 0, 0.15);
        foreach (PointPair point in points)
            Dot(source, point.Handle, HandleColour);
        foreach (PointPair point in points)
        {
            Dot(source, point.Target, TargetColour);
            Dot(target, point.Target, TargetColour);
        }

        using Mat flow = pair.Motion(size) is { } motion
            ? Colours(motion, size)
            : new Mat(size, size, MatType.CV_8UC3, Scalar.Black);
        var drawing = new Mat();
        Cv2.HConcat([source, target, flow], drawing);
        return drawing;
    }

    private static void DrawMask(Mat picture, EditMask mask)
    {
        using Mat bits = Mat.FromPixelData(
            mask.Height,
            mask.Width,
            MatType.CV_8UC1,
            Array.ConvertAll(mask.Editable, m => (byte)(m * 255))
        );
        Cv2.FindContours(
            bits,
            out Point[][] outlines,
            out _,
            RetrievalModes.List,
            ContourApproximationModes.ApproxNone
        );
        Cv2.DrawContours(picture, outlines, -1, MaskColour);
    }

    private static void Dot(Mat picture, PixelPoint at, Scalar colour)
    {
        Cv2.Circle(picture, At(at), 4, Scalar.White, -1, LineTypes.AntiAlias);
        Cv2.Circle(picture, At(at), 3, colour, -1, LineTypes.AntiAlias);
    }

    private static Point At(PixelPoint point) => new((int)MathF.Round(point.X), (int)MathF.Round(point.Y));

    private static Mat ToBgr(RasterImage image)
    {
        using Mat rgba = Mat.FromPixelData(image.Height, image.Width, MatType.CV_8UC4, image.Pixels);
        return rgba.CvtColor(ColorConversionCodes.RGBA2BGR);
    }

    // Direction as hue, length as saturation; grey where the flow is not to be trusted.
    private static Mat Colours(StoredMotion motion, int size)
    {
        var pixels = new Vec3b[size * size];
        for (int i = 0; i < pixels.Length; i++)
        {
            float x = motion.FlowX[i],
                y = motion.FlowY[i];
            byte hue = (byte)((MathF.Atan2(y, x) / MathF.PI * 89.5f) + 89.5f);
            pixels[i] = motion.Valid[i]
                ? new Vec3b(hue, (byte)Math.Min(255, MathF.Sqrt((x * x) + (y * y)) * 12), 255)
                : new Vec3b(0, 0, 90);
        }

        using var image = new Mat(size, size, MatType.CV_8UC3);
        image.SetArray(pixels);
        return image.CvtColor(ColorConversionCodes.HSV2BGR);
    }
}
