using LightningDrag.Imaging;
using OpenCvSharp;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// How much texture a filling has: mean squared gradient of the grey levels inside holes, relative to the truth's
/// there. 1 is as lively as the truth, near 0 is a smear, above 1 is noise or torn edges.
/// </summary>
/// <param name="Image">Sum over the filled pixels.</param>
/// <param name="Truth">Sum over the same pixels of the truth.</param>
internal readonly record struct GradientEnergy(double Image, double Truth)
{
    /// <summary>Null where the truth is flat.</summary>
    public double? Ratio => Truth > 0 ? Image / Truth : null;

    /// <summary>The energies over the pixels of <paramref name="where"/>.</summary>
    public static GradientEnergy Of(RasterImage image, RasterImage truth, bool[] where) =>
        new(Sum(image, where), Sum(truth, where));

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
                if (!where[i])
                    continue;
                double dx = levels[i + 1] - levels[i - 1],
                    dy = levels[i + image.Width] - levels[i - image.Width];
                sum += (dx * dx) + (dy * dy);
            }
        }

        return sum;
    }
}
