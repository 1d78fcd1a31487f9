using LightningDrag.Geometry;
using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// How far from its target the content of a handle is found in the result: the source's patch around the handle is
/// searched within a few pixels of the target by normalised cross-correlation. Weight-free, hence blind to patches that
/// turned or deform much.
/// </summary>
internal static class ArrivalError
{
    private const int PatchRadius = 7;
    private const int SearchRadius = 8;

    // On flatter patches (standard deviation in grey levels) every place fits.
    private const double FlattestPatch = 8;

    /// <summary>
    /// The distances in px, one for each dragged point whose patch and search area lie inside the picture and are not
    /// flat.
    /// </summary>
    public static List<double> Of(RasterImage source, RasterImage result, IReadOnlyList<PointPair> points)
    {
        using Mat before = OpenCvImages.ToGrey(source),
            after = OpenCvImages.ToGrey(result);
        List<double> distances = [];
        foreach (PointPair point in points.Where(p => p.Length > 0))
        {
            Rect patch = Around(point.Handle, PatchRadius),
                area = Around(point.Target, PatchRadius + SearchRadius);
            var whole = new Rect(0, 0, before.Width, before.Height);
            if (whole.Intersect(patch) != patch || whole.Intersect(area) != area)
                continue;
            using Mat template = before.SubMat(patch),
                searched = after.SubMat(area);
            Cv2.MeanStdDev(template, out _, out Scalar deviation);
            if (deviation.Val0 < FlattestPatch)
                continue;
            using var score = new Mat();
            Cv2.MatchTemplate(searched, template, score, TemplateMatchModes.CCoeffNormed);
            Cv2.MinMaxLoc(score, out _, out Point best);
            distances.Add(Math.Sqrt(Math.Pow(best.X - SearchRadius, 2) + Math.Pow(best.Y - SearchRadius, 2)));
        }

        return distances;
    }

    private static Rect Around(PixelPoint centre, int radius) =>
        new(
            (int)MathF.Round(centre.X) - radius,
            (int)MathF.Round(centre.Y) - radius,
            (2 * radius) + 1,
            (2 * radius) + 1
        );
}
