using LightningDrag.Data.Flow;
using OpenCvSharp;

namespace LightningDrag.Data.Pairs;

/// <summary>
/// Lets nothing of a pair change that its handles do not tell, as an edit would: outside the mask, and on what moves by
/// itself within it, the target gets the source's pixels. The camera stands still, so both show the same there but for
/// noise, light and what moves by itself; the seam is soft.
/// </summary>
internal static class StillRest
{
    /// <summary>Pixels at 256 around what moves by itself.</summary>
    private const int Room = 2;

    /// <summary>Standard deviation of the seam in pixels at 256.</summary>
    private const double Seam = 1.2;

    /// <param name="source">The source. // [size, size] BGR</param>
    /// <param name="target">The target. // [size, size] BGR</param>
    /// <param name="mask">What may change. // [size, size]</param>
    /// <param name="untold">What changes by itself. // [size, size]</param>
    /// <returns>
    /// The new target, which the caller disposes of, and what it keeps of the old one. // [size, size]
    /// </returns>
    public static (Mat Target, bool[] Changing) Keep(Mat source, Mat target, bool[] mask, bool[] untold)
    {
        int size = source.Width;
        using Mat alone = Bits.ToMat(untold, size),
            brush = Bits.Disc(Math.Max(1, Room * size / 256)),
            wide = new(),
            weight = new(),
            soft = new();
        using Mat changing = Bits.ToMat(mask, size);
        Cv2.Dilate(alone, wide, brush);
        changing.SetTo(Scalar.Black, wide);
        bool[] kept = Bits.Of(changing);
        changing.ConvertTo(weight, MatType.CV_32FC1, 1 / 255.0);
        Cv2.GaussianBlur(weight, soft, default, Seam * size / 256, borderType: BorderTypes.Replicate);
        return (Blend(source, target, soft), kept);
    }

    private static Mat Blend(Mat source, Mat target, Mat weight)
    {
        using Mat wide = new(),
            from = new(),
            to = new(),
            difference = new(),
            part = new(),
            sum = new();
        Cv2.Merge([weight, weight, weight], wide);
        source.ConvertTo(from, MatType.CV_32FC3);
        target.ConvertTo(to, MatType.CV_32FC3);
        Cv2.Subtract(to, from, difference);
        Cv2.Multiply(difference, wide, part);
        Cv2.Add(from, part, sum);
        var blended = new Mat();
        sum.ConvertTo(blended, MatType.CV_8UC3);
        return blended;
    }
}
