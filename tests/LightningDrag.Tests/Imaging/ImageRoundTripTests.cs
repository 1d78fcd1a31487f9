using CsCheck;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class ImageRoundTripTests
{
    [Fact]
    public void Png_and_lossless_webp_keep_every_visible_pixel() =>
        (
            from width in Gen.Int[1, 70]
            from height in Gen.Int[1, 70]
            from seed in Gen.Int
            from alpha in Gen.Bool
            from webp in Gen.Bool
            select (image: TestImages.Noise(width, height, seed, alpha), webp)
        ).Sample(
            g =>
            {
                RasterImage back = ImageReader.Read(
                    ImageWriter.Encode(g.image, g.webp ? ImageFormat.Webp : ImageFormat.Png)
                );
                Assert.Equal(g.image.HasAlpha, back.HasAlpha);
                byte[] expected = (byte[])g.image.Pixels.Clone();
                // The WebP encoder blackens what cannot be seen.
                for (int i = 0; g.webp && i < expected.Length; i += 4)
                    if (expected[i + 3] == 0)
                        expected.AsSpan(i, 3).Clear();
                Assert.Equal(expected, back.Pixels);
            },
            iter: 60
        );

    [Fact]
    public void Png_keeps_colours_under_transparent_pixels()
    {
        RasterImage image = TestImages.Noise(64, 64, alpha: true);
        for (int i = 3; i < image.Pixels.Length; i += 4)
            image.Pixels[i] = (byte)(i % 12 == 3 ? 0 : 200);
        Assert.Equal(image.Pixels, ImageReader.Read(ImageWriter.Encode(image, ImageFormat.Png)).Pixels);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void Lossy_formats_come_close(ImageFormat format)
    {
        RasterImage image = TestImages.Smooth(120, 90);
        RasterImage back = ImageReader.Read(
            ImageWriter.Encode(image, format, new ImageWriteOptions { WebpQuality = 95 })
        );
        Assert.InRange(TestImages.Difference(image, back), 0, 10);
        Assert.False(back.HasAlpha);
    }

    [Fact]
    public void Jpeg_lays_transparent_pixels_on_white()
    {
        var image = new RasterImage(16, 16) { HasAlpha = true };
        RasterImage back = ImageReader.Read(ImageWriter.Encode(image, ImageFormat.Jpeg));
        Assert.All(back.Pixels, value => Assert.InRange(value, 254, 255));
    }
}
