using LightningDrag.Geometry;
using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Things;

/// <summary>
/// GrabCut (Rother, Kolmogorov, Blake 2004), by colour alone: what a selection without learning gives.
/// </summary>
internal sealed class GrabCutSelector : IThingSelector
{
    private const int Iterations = 5;

    /// <summary>
    /// Radii around a click: certainly the thing, and likely so; relative to the picture's shorter side.
    /// </summary>
    private const double CertainRadius = 0.02,
        LikelyRadius = 0.12;

    /// <summary>Where a click says nothing: beyond this part of the shorter side all is background.</summary>
    private const double Reach = 0.5;

    /// <inheritdoc/>
    public string Name => "GrabCut";

    /// <inheritdoc/>
    public Task<bool[]> AtClickAsync(RasterImage image, PixelPoint click, CancellationToken cancellationToken) =>
        Task.Run(() => AtPoints(image, [click]), cancellationToken);

    /// <summary>The thing under several points.</summary>
    public static bool[] AtPoints(RasterImage image, IReadOnlyList<PixelPoint> points)
    {
        double side = Math.Min(image.Width, image.Height);
        using var labels = new Mat(image.Height, image.Width, MatType.CV_8UC1, Scalar.All((int)GrabCutClasses.BGD));
        foreach (
            var (radius, label) in new[]
            {
                (Reach, GrabCutClasses.PR_BGD),
                (LikelyRadius, GrabCutClasses.PR_FGD),
                (CertainRadius, GrabCutClasses.FGD),
            }
        )
        {
            foreach (PixelPoint point in points)
            {
                var centre = new Point((int)MathF.Round(point.X), (int)MathF.Round(point.Y));
                Cv2.Circle(labels, centre, Math.Max(1, (int)(radius * side)), Scalar.All((int)label), -1);
            }
        }

        return Cut(image, labels);
    }

    /// <inheritdoc/>
    public Task<bool[]> WithinCircleAsync(RasterImage image, EditMask circle, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using var labels = new Mat(image.Height, image.Width, MatType.CV_8UC1);
                labels.SetArray(
                    Array.ConvertAll(circle.Editable, e => (byte)(e != 0 ? GrabCutClasses.PR_FGD : GrabCutClasses.BGD))
                );
                return Cut(image, labels);
            },
            cancellationToken
        );

    private static bool[] Cut(RasterImage image, Mat labels)
    {
        using Mat bgr = OpenCvImages.ToBgr(image),
            background = new(),
            foreground = new();
        Cv2.SetTheRNG(1);
        try
        {
            Cv2.GrabCut(bgr, labels, default, background, foreground, Iterations, GrabCutModes.InitWithMask);
        }
        catch (OpenCVException)
        {
            // One colour gives no two colour models, and a circle around the whole picture no background: the start has
            // to do.
        }

        labels.GetArray(out byte[] classes);
        return Array.ConvertAll(classes, c => c is (byte)GrabCutClasses.FGD or (byte)GrabCutClasses.PR_FGD);
    }
}
