using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>A frame made small and smooth, as the two-view filter compares frames.</summary>
internal sealed class AnalysisFrame : IDisposable
{
    private const int LongestSide = 256;
    private const double Smoothing = 0.8;
    private const int CellsAcross = 16;
    private const int CornersPerCell = 2;

    private const int CellSide = 8;

    private Point2f[]? corners;
    private (double Pixels, float[] Difference)? fromItself;

    public AnalysisFrame(Mat gray, Rect picture)
    {
        using Mat cropped = gray.SubMat(picture);
        double scale = Math.Min(1, (double)LongestSide / Math.Max(picture.Width, picture.Height));
        Pixels = cropped.Resize(default, scale, scale, InterpolationFlags.Area);
        Size = Pixels.Size();
        Smooth = new Mat();
        Pixels.ConvertTo(Smooth, MatType.CV_32F);
        Cv2.GaussianBlur(Smooth, Smooth, default, Smoothing);
    }

    /// <summary>8-bit grey.</summary>
    public Mat Pixels { get; }

    /// <summary>Grey levels as 32-bit numbers, with little of the sensor's noise.</summary>
    public Mat Smooth { get; }

    public Size Size { get; }

    /// <summary>Corners, at most two in each cell of a grid.</summary>
    public Point2f[] Corners => corners ??= FindCorners();

    /// <summary>Cells across and down in which frames are compared, 8 pixels wide.</summary>
    public Size Grid => new(Math.Max(4, Size.Width / CellSide), Math.Max(4, Size.Height / CellSide));

    public double Diagonal => double.Hypot(Size.Width, Size.Height);

    /// <summary>
    /// What a displacement by some pixels would do to each cell (<see cref="CellDifference.FromItself"/>), remembered
    /// for the next pair.
    /// </summary>
    public float[] DifferenceFromItself(double pixels)
    {
        if (fromItself is not { } known || known.Pixels != pixels)
            fromItself = known = (pixels, CellDifference.FromItself(Smooth, pixels, Grid));
        return known.Difference;
    }

    public void Dispose()
    {
        Pixels.Dispose();
        Smooth.Dispose();
    }

    private Point2f[] FindCorners()
    {
        int longest = Math.Max(Size.Width, Size.Height);
        return SparseTracks.Corners(
            Pixels,
            new Size(Math.Max(1, CellsAcross * Size.Width / longest), Math.Max(1, CellsAcross * Size.Height / longest)),
            CornersPerCell
        );
    }
}
