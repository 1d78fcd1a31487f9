using LightningDrag.Evaluation.Things;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Tests.Things;

/// <summary>Pictures with one thing: a bright ellipse before a textured ground.</summary>
internal static class ThingScenes
{
    public const int Width = 120,
        Height = 90;

    public static bool Inside(
        int x,
        int y,
        double centreX = 50,
        double centreY = 45,
        double radiusX = 18,
        double radiusY = 14
    ) => Math.Pow((x - centreX) / radiusX, 2) + Math.Pow((y - centreY) / radiusY, 2) < 1;

    public static RasterImage Ground(int shade = 90)
    {
        var image = new RasterImage(Width, Height);
        for (int i = 0; i < Width * Height; i++)
        {
            int x = i % Width,
                y = i / Width;
            for (int c = 0; c < 3; c++)
                image.Pixels[(4 * i) + c] = (byte)(shade + (12 * Math.Sin((x * 0.4) + c)) + (12 * Math.Cos(y * 0.3)));
            image.Pixels[(4 * i) + 3] = 255;
        }

        return image;
    }

    public static ThingPicture Picture(string key = "ccp_disc", Func<int, int, bool>? isThing = null)
    {
        isThing ??= (x, y) => Inside(x, y);
        RasterImage image = Ground();
        var labels = new byte[Width * Height];
        for (int i = 0; i < labels.Length; i++)
        {
            int x = i % Width,
                y = i / Width;
            if (!isThing(x, y))
                continue;
            labels[i] = 1;
            (image.Pixels[4 * i], image.Pixels[(4 * i) + 1], image.Pixels[(4 * i) + 2]) = (
                (byte)(200 + (30 * Math.Sin(x * 0.5))),
                (byte)(180 + (30 * Math.Cos(y * 0.6))),
                60
            );
        }

        return new ThingPicture(key, "ccp", false, image, labels, null, null);
    }
}
