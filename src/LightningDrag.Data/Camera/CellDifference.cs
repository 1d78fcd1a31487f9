using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>How two frames differ in each cell of a grid.</summary>
/// <param name="Deviation">Standard deviation of the difference, grey levels: a change of light alone leaves
/// none.</param>
/// <param name="Mean">Mean of the difference, grey levels.</param>
internal sealed record CellDifference(float[] Deviation, float[] Mean)
{
    public static CellDifference Between(Mat a, Mat b, Size grid)
    {
        using Mat difference = new(),
            squares = new();
        Cv2.Subtract(a, b, difference);
        Cv2.Multiply(difference, difference, squares);
        using Mat cellMeans = difference.Resize(grid, interpolation: InterpolationFlags.Area),
            cellSquares = squares.Resize(grid, interpolation: InterpolationFlags.Area);
        cellMeans.GetArray(out float[] mean);
        cellSquares.GetArray(out float[] square);
        return new CellDifference([.. mean.Zip(square, (m, s) => MathF.Sqrt(MathF.Max(0, s - (m * m))))], mean);
    }

    /// <summary>Deviation of a frame from itself displaced by some pixels, on average over four directions.</summary>
    public static float[] FromItself(Mat frame, double pixels, Size grid)
    {
        var sum = new float[grid.Width * grid.Height];
        double diagonal = pixels * Math.Sqrt(0.5);
        foreach (var (x, y) in new[] { (pixels, 0.0), (0, pixels), (diagonal, diagonal), (diagonal, -diagonal) })
        {
            using Mat displaced = Displaced(frame, new Point2d(x, y));
            float[] deviation = Between(frame, displaced, grid).Deviation;
            for (int i = 0; i < sum.Length; i++)
                sum[i] += deviation[i] / 4;
        }

        return sum;
    }

    /// <summary>The frame moved by a part of a pixel or more; its border is mirrored.</summary>
    public static Mat Displaced(Mat frame, Point2d by)
    {
        using Mat matrix = Mat.FromPixelData(2, 3, MatType.CV_64F, new double[] { 1, 0, by.X, 0, 1, by.Y });
        var result = new Mat();
        Cv2.WarpAffine(frame, result, matrix, default, InterpolationFlags.Linear, BorderTypes.Reflect101);
        return result;
    }
}
