using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>Peak signal-to-noise ratio: 10·log₁₀(255² / mean squared error over red, green and blue).</summary>
internal static class ImageError
{
    /// <summary>What equal pictures get, in dB, so that means stay finite.</summary>
    public const double Ceiling = 60;

    /// <summary>
    /// PSNR in dB over the pixels of <paramref name="where"/>, or over all; null where there are none.
    /// </summary>
    public static double? Psnr(RasterImage image, RasterImage truth, ReadOnlySpan<bool> where = default)
    {
        if (image.Pixels.Length != truth.Pixels.Length)
            throw new ArgumentException("The pictures differ in size.", nameof(truth));
        long squares = 0,
            values = 0;
        for (int i = 0; i < image.Pixels.Length / RasterImage.BytesPerPixel; i++)
        {
            if (!where.IsEmpty && !where[i])
                continue;
            for (int c = 0; c < 3; c++)
            {
                int difference = image.Pixels[(4 * i) + c] - truth.Pixels[(4 * i) + c];
                squares += difference * difference;
            }

            values += 3;
        }

        return values == 0 ? null
            : squares == 0 ? Ceiling
            : Math.Min(Ceiling, 10 * Math.Log10(255.0 * 255.0 * values / squares));
    }
}
