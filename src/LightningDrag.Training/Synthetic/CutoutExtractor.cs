using OpenCvSharp;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Cuts the centred object out of a photo with GrabCut (Rother, Kolmogorov, Blake 2004) at half size, and keeps it only
/// if it looks like one object: a single compact piece of moderate area whose outline is not the search rectangle's.
/// </summary>
internal static class CutoutExtractor
{
    /// <summary>The level of <see cref="Photo"/> at which objects are cut out.</summary>
    public const int Level = 1;

    private const double BorderShare = 0.05;
    private const int Iterations = 3;
    private const double MinimumArea = 0.06;
    private const double MaximumArea = 0.55;
    private const double MinimumSolidity = 0.55;

    /// <summary>
    /// Share of the outline that may run along the search rectangle: beyond, the object goes on outside and is cut
    /// straight.
    /// </summary>
    private const double MaximumStraightShare = 0.12;

    /// <summary>1 on the object, 0 elsewhere, at <see cref="Level"/>; null where no object was found.</summary>
    public static byte[]? Extract(Photo photo)
    {
        int width = photo.LevelWidth(Level),
            height = photo.LevelHeight(Level);
        if (Math.Min(width, height) < 24)
            return null;
        using var rgba = Mat.FromPixelData(height, width, MatType.CV_8UC4, photo.Pixels(Level).ToArray());
        using var bgr = rgba.CvtColor(ColorConversionCodes.RGBA2BGR);
        using var labels = new Mat();
        using Mat background = new(),
            foreground = new();
        int border = Math.Max(2, (int)(BorderShare * Math.Min(width, height)));
        var search = new Rect(border, border, width - (2 * border), height - (2 * border));
        Cv2.SetTheRNG(1);
        try
        {
            Cv2.GrabCut(bgr, labels, search, background, foreground, Iterations, GrabCutModes.InitWithRect);
        }
        catch (OpenCVException)
        {
            return null; // a photo of one colour gives no two colour models
        }

        // Definite and probable foreground are the odd labels (1 and 3).
        using Mat odd = labels & 1;
        using var disc = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(3, 3));
        using var opened = odd.MorphologyEx(MorphTypes.Open, disc);
        using var component = LargestComponent(opened);
        return component is null || !LooksLikeOneObject(component, search) ? null : Flatten(component);
    }

    private static Mat? LargestComponent(Mat mask)
    {
        using Mat components = new(),
            statistics = new(),
            centroids = new();
        int count = Cv2.ConnectedComponentsWithStats(
            mask,
            components,
            statistics,
            centroids,
            PixelConnectivity.Connectivity4
        );
        int largest = 0,
            area = 0;
        for (int i = 1; i < count; i++)
        {
            int candidate = statistics.At<int>(i, (int)ConnectedComponentsTypes.Area);
            if (candidate > area)
                (largest, area) = (i, candidate);
        }

        if (largest == 0)
            return null;
        using Mat chosen = components.Equals(largest);
        return FillSmallHoles(chosen, area);
    }

    private static Mat FillSmallHoles(Mat mask, int area)
    {
        Mat filled = mask.Threshold(0, 1, ThresholdTypes.Binary);
        Cv2.FindContours(
            mask,
            out Point[][] contours,
            out HierarchyIndex[] hierarchy,
            RetrievalModes.CComp,
            ContourApproximationModes.ApproxNone
        );
        for (int i = 0; i < contours.Length; i++)
        {
            bool isHole = hierarchy[i].Parent >= 0;
            if (isHole && Cv2.ContourArea(contours[i]) < 0.02 * area)
                Cv2.DrawContours(filled, contours, i, Scalar.All(1), -1);
        }

        return filled;
    }

    private static bool LooksLikeOneObject(Mat component, Rect search)
    {
        double area = Cv2.CountNonZero(component),
            share = area / (component.Rows * component.Cols);
        if (share is < MinimumArea or > MaximumArea)
            return false;
        Cv2.FindContours(
            component,
            out Point[][] contours,
            out _,
            RetrievalModes.External,
            ContourApproximationModes.ApproxNone
        );
        Point[] outline = contours.MaxBy(contour => contour.Length)!;
        if (area / Math.Max(1, Cv2.ContourArea(Cv2.ConvexHull(outline))) < MinimumSolidity)
            return false;
        var inner = new Rect(search.X + 1, search.Y + 1, search.Width - 2, search.Height - 2);
        int straight = outline.Count(point => !inner.Contains(point));
        return straight <= MaximumStraightShare * outline.Length;
    }

    private static byte[] Flatten(Mat mask)
    {
        int rows = mask.Rows,
            columns = mask.Cols;
        var bytes = new byte[rows * columns];
        for (int y = 0; y < rows; y++)
            mask.RowSpan<byte>(y).CopyTo(bytes.AsSpan(y * columns));
        return bytes;
    }
}
