using SkiaSharp;

namespace LightningDrag.Page.Tests;

/// <summary>
/// Screenshots compared loosely: shrunk to 96 columns, so that smoothing does not matter but a control that is missing,
/// or in another place or colour, does. <c>LIGHTNINGDRAG_UPDATE_SCREENS=1</c> writes the expected ones anew; look at
/// them before they are committed.
/// </summary>
internal static class ExpectedScreens
{
    private const int Columns = 96;

    /// <summary>Mean and largest difference of a channel, 0 to 255, that count as the same.</summary>
    private const double MeanTolerance = 4;
    private const double BlockTolerance = 60;

    private static string Folder => Path.Combine(PageFixture.ProjectFolder, "Screens");

    public static void Compare(string name, byte[] screenshot)
    {
        using var full = SKBitmap.Decode(screenshot);
        using var shown = full.Resize(
            new SKImageInfo(Columns, Columns * full.Height / full.Width),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
        );
        string path = Path.Combine(Folder, name + ".png");
        if (Environment.GetEnvironmentVariable("LIGHTNINGDRAG_UPDATE_SCREENS") == "1")
        {
            Directory.CreateDirectory(Folder);
            using var file = File.Create(path);
            Assert.True(shown.Encode(file, SKEncodedImageFormat.Png, 100));
            return;
        }

        using var expected = SKBitmap.Decode(path);
        Assert.NotNull(expected);
        Assert.Equal((expected.Width, expected.Height), (shown.Width, shown.Height));
        var (mean, most) = Difference(expected, shown);
        if (mean <= MeanTolerance && most <= BlockTolerance)
            return;
        string seen = Path.Combine(AppContext.BaseDirectory, name + ".seen.png");
        File.WriteAllBytes(seen, screenshot);
        Assert.Fail(
            $"The screen '{name}' differs by {mean:F1} on average and {most:F0} in its worst block: expected "
                + $"{path}, seen {seen}."
        );
    }

    /// <summary>The mean over all pixels, and over the worst block of 4×4.</summary>
    private static (double Mean, double Most) Difference(SKBitmap a, SKBitmap b)
    {
        const int block = 4;
        double sum = 0,
            most = 0;
        for (int y = 0; y < a.Height; y += block)
        {
            for (int x = 0; x < a.Width; x += block)
            {
                double here = 0;
                int count = 0;
                for (int j = y; j < Math.Min(y + block, a.Height); j++)
                {
                    for (int i = x; i < Math.Min(x + block, a.Width); i++, count++)
                    {
                        SKColor p = a.GetPixel(i, j),
                            q = b.GetPixel(i, j);
                        here +=
                            (Math.Abs(p.Red - q.Red) + Math.Abs(p.Green - q.Green) + Math.Abs(p.Blue - q.Blue)) / 3.0;
                    }
                }

                sum += here;
                most = Math.Max(most, here / count);
            }
        }

        return (sum / (a.Width * a.Height), most);
    }
}
