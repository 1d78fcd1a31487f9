using OpenCvSharp;

namespace LightningDrag.Data.Flow;

/// <summary>Square yes–no pictures, row by row, as OpenCV's 0 and 255.</summary>
internal static class Bits
{
    /// <summary>The caller disposes of it.</summary>
    public static Mat ToMat(bool[] bits, int size)
    {
        using Mat view = Mat.FromPixelData(
            size,
            size,
            MatType.CV_8UC1,
            Array.ConvertAll(bits, bit => bit ? (byte)255 : (byte)0)
        );
        return view.Clone();
    }

    /// <summary>What is not 0.</summary>
    public static bool[] Of(Mat picture)
    {
        picture.GetArray(out byte[] bytes);
        return Array.ConvertAll(bytes, b => b != 0);
    }

    /// <summary>A brush of this radius; the caller disposes of it.</summary>
    public static Mat Disc(int radius) =>
        Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size((2 * radius) + 1, (2 * radius) + 1));
}
