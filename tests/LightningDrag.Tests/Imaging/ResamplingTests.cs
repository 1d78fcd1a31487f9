using CsCheck;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class ResamplingTests
{
    [Fact]
    public void Shrinking_is_the_average_over_each_pixels_area() =>
        (
            from width in Gen.Int[1, 40]
            from height in Gen.Int[1, 40]
            from newWidth in Gen.Int[1, width]
            from newHeight in Gen.Int[1, height]
            select (width, height, newWidth, newHeight)
        ).Sample(
            g =>
            {
                RasterImage image = TestImages.Noise(g.width, g.height);
                float[] planes = Resampling.ToPlanes(image, g.newWidth, g.newHeight);
                for (int y = 0; y < g.newHeight; y++)
                {
                    for (int x = 0; x < g.newWidth; x++)
                    {
                        // 1e-3 of 255: single precision over at most 1,600 terms.
                        for (int c = 0; c < 3; c++)
                            Assert.Equal(
                                Average(image, g.newWidth, g.newHeight, x, y, c),
                                planes[(((c * g.newHeight) + y) * g.newWidth) + x],
                                1e-3
                            );
                    }
                }
            },
            iter: 100
        );

    [Fact]
    public void The_same_size_keeps_every_value()
    {
        RasterImage image = TestImages.Noise(37, 21, alpha: true);
        Assert.Equal(image.Pixels, Resampling.Resize(image, 37, 21).Pixels);
    }

    [Theory]
    [InlineData(40, 90)]
    [InlineData(90, 40)]
    [InlineData(600, 256)]
    [InlineData(256, 600)]
    public void A_ramp_stays_where_window_coordinates_put_it(int size, int newSize)
    {
        var image = new RasterImage(size, size);
        for (int i = 0; i < size * size; i++)
            (image.Pixels[i * 4], image.Pixels[(i * 4) + 1]) = (
                (byte)(i % size * 200 / size),
                (byte)(i / size * 200 / size)
            );
        float[] planes = Resampling.ToPlanes(image, newSize);
        for (int i = newSize / 8; i < newSize * 7 / 8; i++)
        {
            // Source values are cut to whole numbers, hence the half below and its spread.
            double expected = ((((i + 0.5) * size / newSize) - 0.5) * 200 / size) - 0.5;
            Assert.Equal(expected, planes[(newSize / 2 * newSize) + i], 0.75);
            Assert.Equal(expected, planes[(newSize * newSize) + (i * newSize) + (newSize / 2)], 0.75);
        }
    }

    [Fact]
    public void Enlarging_keeps_a_flat_colour_and_stays_in_range() =>
        (
            from width in Gen.Int[1, 9]
            from height in Gen.Int[1, 9]
            from newWidth in Gen.Int[1, 60]
            from newHeight in Gen.Int[1, 60]
            select (width, height, newWidth, newHeight)
        ).Sample(
            g =>
            {
                Assert.All(
                    Resampling.ToPlanes(TestImages.Noise(g.width, g.height), g.newWidth, g.newHeight),
                    v => Assert.InRange(v, 0, 255)
                );
                var flat = new RasterImage(g.width, g.height);
                flat.Pixels.AsSpan().Fill(77);
                Assert.All(Resampling.ToPlanes(flat, g.newWidth, g.newHeight), v => Assert.Equal(77, v, 1e-3f));
            },
            iter: 100
        );

    [Fact]
    public void A_mask_becomes_the_share_that_may_change()
    {
        EditMask mask = TestImages.Mask(512, 512, (x, y) => x < 100 && y >= 6);
        float[] share = Resampling.MaskAverage(mask, 64, 64);
        Assert.Equal(0.25f, share[0], 1e-5f);
        Assert.Equal(1, share[64], 1e-5f);
        Assert.Equal(0.5f, share[64 + 12], 1e-5f);
        Assert.Equal(0, share[64 + 13]);
    }

    private static double Average(RasterImage image, int newWidth, int newHeight, int x, int y, int channel)
    {
        double total = 0,
            left = (double)x * image.Width / newWidth,
            right = (double)(x + 1) * image.Width / newWidth;
        double top = (double)y * image.Height / newHeight,
            bottom = (double)(y + 1) * image.Height / newHeight;
        for (int sy = 0; sy < image.Height; sy++)
        {
            double tall = Math.Min(bottom, sy + 1) - Math.Max(top, sy);
            for (int sx = 0; tall > 0 && sx < image.Width; sx++)
            {
                double wide = Math.Min(right, sx + 1) - Math.Max(left, sx);
                if (wide > 0)
                    total += wide * tall * image.Row(sy)[(sx * 4) + channel];
            }
        }

        return total / ((right - left) * (bottom - top));
    }
}
