using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Things;

/// <summary>
/// A circle as a hasty person draws it around a thing: the outline's convex hull, a twentieth of the picture wider.
/// </summary>
internal static class RoughCircle
{
    private const double Room = 0.05;

    /// <summary>What the circle holds.</summary>
    /// <param name="thing">The thing. // [height × width]</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    public static EditMask Around(bool[] thing, int width, int height)
    {
        List<Point> pixels =
        [
            .. Enumerable.Range(0, thing.Length).Where(i => thing[i]).Select(i => new Point(i % width, i / width)),
        ];
        using var hull = new Mat(height, width, MatType.CV_8UC1, Scalar.Black);
        Cv2.FillConvexPoly(hull, Cv2.ConvexHull(pixels), Scalar.White);
        int reach = Math.Max(1, (int)Math.Round(Room * Math.Max(width, height)));
        using Mat brush = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size((2 * reach) + 1, (2 * reach) + 1)),
            wide = new();
        Cv2.Dilate(hull, wide, brush);
        wide.GetArray(out byte[] bits);
        return new EditMask(width, height, Array.ConvertAll(bits, b => (byte)(b != 0 ? 1 : 0)));
    }
}
