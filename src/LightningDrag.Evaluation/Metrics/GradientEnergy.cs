using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// How much texture a filling has: mean squared gradient of the grey levels inside holes, relative to the truth's there. 1 is as lively as the truth,
/// near 0 is a smear, above 1 is noise or torn edges.
/// </summary>
internal static class GradientEnergy
{
    /// <summary>The ratio over the pixels of <paramref name="where"/>; null where there are none or the truth is flat.</summary>
    public static double? Ratio(RasterImage image, RasterImage truth, bool[] where)
    {
        double ours = Sum(image, where), real = Sum(truth, where);
        return real > 0 ? ours / real : null;
    }

    private static double Sum(RasterImage image, bool[] where)
    {
        using Mat grey = OpenCvImages.ToGrey(image);
        grey.GetArray(out byte[] levels);
        double sum = 0;
        for (int y = 1; y < image.Height - 1; y++)
        {
            for (int x = 1; x < image.Width - 1; x++)
            {
                int i = (y * image.Width) + x;
                if (!where[i]) continue;
                double dx = levels[i + 1] - levels[i - 1], dy = levels[i + image.Width] - levels[i - image.Width];
                sum += (dx * dx) + (dy * dy);
            }
        }

        return sum;
    }
}
