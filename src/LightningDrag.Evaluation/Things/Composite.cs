using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Things;

/// <summary>Pictures made of a layer and what is behind it.</summary>
internal static class Composite
{
    /// <summary>Puts a layer before a picture.</summary>
    /// <param name="behind">The picture.</param>
    /// <param name="layer">Colours of the layer, of its size.</param>
    /// <param name="alpha">The layer's opacity, 0…1.</param>
    public static RasterImage Over(RasterImage behind, RasterImage layer, float[] alpha)
    {
        var result = new RasterImage(behind.Width, behind.Height, [.. behind.Pixels]);
        for (int i = 0; i < alpha.Length; i++)
        {
            if (alpha[i] == 0)
                continue;
            for (int c = 0; c < 3; c++)
                result.Pixels[(4 * i) + c] = Level(
                    (alpha[i] * layer.Pixels[(4 * i) + c]) + ((1 - alpha[i]) * behind.Pixels[(4 * i) + c])
                );
        }

        return result;
    }

    /// <summary>
    /// Moves the layer of a picture. Where it is half transparent the picture mixes it with what was behind, which is
    /// taken out again; so where nothing is known to be behind, its opacity must be 0 or 1.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="alpha">The layer's opacity in it.</param>
    /// <param name="behind">What is behind the layer; null leaves the picture as it is there.</param>
    /// <param name="dx">Columns by which the layer moves.</param>
    /// <param name="dy">Rows by which the layer moves.</param>
    public static RasterImage Move(RasterImage image, float[] alpha, RasterImage? behind, int dx, int dy)
    {
        RasterImage below = behind ?? image;
        var result = new RasterImage(image.Width, image.Height, [.. below.Pixels]);
        for (int i = 0; i < alpha.Length; i++)
        {
            int x = (i % image.Width) + dx,
                y = (i / image.Width) + dy;
            if (alpha[i] == 0 || (uint)x >= (uint)image.Width || (uint)y >= (uint)image.Height)
                continue;
            int to = (y * image.Width) + x;
            for (int c = 0; c < 3; c++)
            {
                float was = below.Pixels[(4 * i) + c],
                    becomes = below.Pixels[(4 * to) + c];
                result.Pixels[(4 * to) + c] = Level(image.Pixels[(4 * i) + c] + ((1 - alpha[i]) * (becomes - was)));
            }
        }

        return result;
    }

    private static byte Level(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
