using CsCheck;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class PasteBackTests
{
    [Fact]
    public void Outside_the_mask_every_byte_stays_and_deep_inside_the_edit_stands() =>
        (
            from width in Gen.Int[1, 60]
            from height in Gen.Int[1, 60]
            from size in Gen.Int[1, 70]
            from x in Gen.Int[1 - size, width - 1]
            from y in Gen.Int[1 - size, height - 1]
            from feather in Gen.Float[0, 6]
            from alpha in Gen.Bool
            from radius in Gen.Int[0, 40]
            select (width, height, window: new EditWindow(x, y, size), feather, alpha, radius)
        ).Sample(
            g =>
            {
                RasterImage source = TestImages.Noise(g.width, g.height, 1, g.alpha),
                    edited = TestImages.Noise(g.window.Size, g.window.Size, 2, g.alpha);
                EditMask mask = TestImages.Mask(
                    g.width,
                    g.height,
                    (x, y) => ((x - 20) * (x - 20)) + ((y - 15) * (y - 15)) <= g.radius * g.radius
                );
                byte[] before = (byte[])source.Pixels.Clone();
                RasterImage result = PasteBack.Apply(source, g.window, edited, mask, g.feather);
                Assert.Equal(before, source.Pixels);
                for (int y = 0; y < g.height; y++)
                {
                    for (int x = 0; x < g.width; x++)
                    {
                        (int wx, int wy) = (x - g.window.X, y - g.window.Y);
                        bool inside = (uint)wx < (uint)g.window.Size && (uint)wy < (uint)g.window.Size && mask[x, y];
                        ReadOnlySpan<byte> now = result.Row(y).Slice(x * 4, 4),
                            old = source.Row(y).Slice(x * 4, 4);
                        if (!inside)
                            Assert.True(now.SequenceEqual(old));
                        else if (g.feather == 0)
                            Assert.True(now.SequenceEqual(edited.Row(wy).Slice(wx * 4, 4)));
                        else
                            AssertBetween(now, old, edited.Row(wy).Slice(wx * 4, 4));
                    }
                }
            },
            iter: 200
        );

    [Fact]
    public void Outside_the_mask_every_byte_stays_at_12_megapixels()
    {
        RasterImage source = TestImages.Noise(4000, 3000, 1, alpha: true);
        EditMask mask = TestImages.Mask(
            4000,
            3000,
            (x, y) => ((x - 2000L) * (x - 2000L)) + ((y - 1400L) * (y - 1400L)) < 900 * 900
        );
        EditWindow window = EditWindow.Choose(mask, [], 256);
        RasterImage edited = TestImages.Noise(window.Size, window.Size, 2, alpha: true);
        RasterImage result = PasteBack.Apply(source, window, edited, mask, PasteBack.DefaultFeather(window.Size, 256));
        int changed = 0;
        for (int i = 0; i < mask.Editable.Length; i++)
        {
            bool same = source.Pixels.AsSpan(i * 4, 4).SequenceEqual(result.Pixels.AsSpan(i * 4, 4));
            if (mask.Editable[i] == 0 && !same)
                Assert.Fail($"Pixel {i} lies outside the mask and changed.");
            if (!same)
                changed++;
        }

        Assert.InRange(changed, 0.99 * mask.Count(), mask.Count());
    }

    [Fact]
    public void The_seam_rises_over_the_feather_and_is_complete_behind_it()
    {
        (RasterImage source, RasterImage edited) = (Grey(40, 0), Grey(40, 200));
        EditMask mask = TestImages.Mask(40, 40, (x, y) => x >= 10 && x < 30 && y >= 10 && y < 30);
        RasterImage result = PasteBack.Apply(source, new EditWindow(0, 0, 40), edited, mask, feather: 4);
        byte[] across = [.. Enumerable.Range(8, 8).Select(x => result.Row(20)[x * 4])];
        Assert.Equal(0, across[0]);
        Assert.Equal(0, across[1]);
        Assert.InRange(across[2], 1, 60);
        for (int i = 2; i < 6; i++)
            Assert.True(across[i + 1] > across[i]);
        Assert.Equal(200, across[6]);
        Assert.Equal(200, across[7]);
    }

    [Fact]
    public void Where_the_mask_meets_the_images_border_nothing_is_feathered()
    {
        RasterImage result = PasteBack.Apply(
            Grey(20, 0),
            new EditWindow(-5, -5, 30),
            Grey(30, 200),
            TestImages.Mask(20, 20, (_, _) => true),
            feather: 5
        );
        Assert.All(result.Pixels.Where((_, i) => i % 4 == 0), value => Assert.Equal(200, value));
    }

    [Fact]
    public void A_window_smaller_than_the_mask_is_feathered_at_its_own_edge()
    {
        RasterImage result = PasteBack.Apply(
            Grey(40, 0),
            new EditWindow(10, 10, 20),
            Grey(20, 200),
            TestImages.Mask(40, 40, (_, _) => true),
            feather: 3
        );
        Assert.Equal(0, result.Row(20)[9 * 4]);
        Assert.InRange(result.Row(20)[10 * 4], 1, 60);
        Assert.Equal(200, result.Row(20)[20 * 4]);
    }

    [Fact]
    public void The_seam_does_not_take_colour_from_a_transparent_side()
    {
        var source = new RasterImage(20, 20) { HasAlpha = true };
        var edited = new RasterImage(20, 20) { HasAlpha = true };
        for (int i = 0; i < source.Pixels.Length; i += 4)
            (source.Pixels[i], edited.Pixels[i + 1], edited.Pixels[i + 3]) = (255, 200, 255);
        RasterImage result = PasteBack.Apply(
            source,
            new EditWindow(0, 0, 20),
            edited,
            TestImages.Mask(20, 20, (x, _) => x >= 5),
            feather: 4
        );
        Assert.Equal([0, 200, 0], result.Row(9).Slice(5 * 4, 3).ToArray());
        Assert.InRange(result.Row(9)[(5 * 4) + 3], 1, 254);
        Assert.Equal([255, 0, 0, 0], result.Row(9).Slice(4 * 4, 4).ToArray());
    }

    [Fact]
    public void A_mask_of_another_size_is_refused_with_both_sizes()
    {
        string message = TestImages
            .Refused(
                ErrorCode.InvalidMask,
                () =>
                    PasteBack.Apply(
                        Grey(8, 0),
                        new EditWindow(0, 0, 8),
                        Grey(8, 1),
                        TestImages.Mask(7, 8, (_, _) => true),
                        1
                    )
            )
            .Message;
        Assert.Contains("7x8", message, StringComparison.Ordinal);
        Assert.Contains("8x8", message, StringComparison.Ordinal);
    }

    /// <summary>Mixing by alpha keeps each colour between the two sides.</summary>
    private static void AssertBetween(ReadOnlySpan<byte> value, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        for (int c = 0; c < 4; c++)
            Assert.InRange(value[c], Math.Min(a[c], b[c]), Math.Max(a[c], b[c]));
    }

    private static RasterImage Grey(int side, byte value)
    {
        var image = new RasterImage(side, side);
        for (int i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = i % 4 == 3 ? (byte)255 : value;
        return image;
    }
}
