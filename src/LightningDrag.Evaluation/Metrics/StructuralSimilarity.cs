using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// Structural similarity of grey levels (Wang, Bovik, Sheikh, Simoncelli 2004): 11×11 Gaussian window, σ = 1.5, C₁ =
/// (0.01·255)², C₂ = (0.03·255)².
/// </summary>
internal static class StructuralSimilarity
{
    private const double C1 = 0.01 * 255 * 0.01 * 255;
    private const double C2 = 0.03 * 255 * 0.03 * 255;

    /// <summary>The similarity around each pixel, −1…1. // [height, width]</summary>
    public static float[] Map(RasterImage image, RasterImage truth)
    {
        using Mat a = Grey(image),
            b = Grey(truth);
        using Mat aa = a.Mul(a),
            bb = b.Mul(b),
            ab = a.Mul(b);
        float[] meanA = Blur(a),
            meanB = Blur(b),
            meanAA = Blur(aa),
            meanBB = Blur(bb),
            meanAB = Blur(ab);
        var map = new float[meanA.Length];
        for (int i = 0; i < map.Length; i++)
        {
            double x = meanA[i],
                y = meanB[i],
                varianceX = meanAA[i] - (x * x),
                varianceY = meanBB[i] - (y * y),
                covariance = meanAB[i] - (x * y);
            map[i] = (float)(
                ((2 * x * y) + C1) * ((2 * covariance) + C2) / (((x * x) + (y * y) + C1) * (varianceX + varianceY + C2))
            );
        }

        return map;
    }

    private static Mat Grey(RasterImage image)
    {
        using Mat grey = OpenCvImages.ToGrey(image);
        var real = new Mat();
        grey.ConvertTo(real, MatType.CV_32FC1);
        return real;
    }

    private static float[] Blur(Mat image)
    {
        using Mat blurred = image.GaussianBlur(new Size(11, 11), 1.5);
        blurred.GetArray(out float[] values);
        return values;
    }
}
