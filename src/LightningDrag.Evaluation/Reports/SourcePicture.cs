using LightningDrag.Geometry;
using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Reports;

/// <summary>
/// The source as a person saw it when dragging: red handles, blue targets, arrows; what may not change is darker.
/// </summary>
internal static class SourcePicture
{
    private const int Scale = 2;

    /// <summary>Draws a source at twice its size.</summary>
    public static RasterImage Draw(RasterImage source, EditMask mask, IReadOnlyList<PointPair> points)
    {
        using Mat image = OpenCvImages.ToBgr(source);
        image.GetArray(out Vec3b[] pixels);
        for (int i = 0; i < pixels.Length; i++)
        {
            if (mask.Editable[i] == 0)
                pixels[i] = new Vec3b(
                    (byte)(pixels[i].Item0 * 0.6),
                    (byte)(pixels[i].Item1 * 0.6),
                    (byte)(pixels[i].Item2 * 0.6)
                );
        }

        image.SetArray(pixels);
        using Mat drawn = image.Resize(default, Scale, Scale, InterpolationFlags.Cubic);
        foreach (PointPair point in points)
        {
            if (point.Length > 0)
                Cv2.ArrowedLine(
                    drawn,
                    At(point.Handle),
                    At(point.Target),
                    Scalar.White,
                    2,
                    LineTypes.AntiAlias,
                    0,
                    0.15
                );
            Cv2.Circle(drawn, At(point.Target), 5, new Scalar(255, 80, 0), -1, LineTypes.AntiAlias);
            Cv2.Circle(drawn, At(point.Handle), 5, new Scalar(0, 0, 255), -1, LineTypes.AntiAlias);
        }

        return OpenCvImages.FromBgr(drawn);

        static Point At(PixelPoint p) => new((int)((p.X + 0.5f) * Scale), (int)((p.Y + 0.5f) * Scale));
    }
}
