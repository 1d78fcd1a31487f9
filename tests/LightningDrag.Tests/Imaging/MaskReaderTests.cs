using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class MaskReaderTests
{
    [Theory]
    [InlineData(new byte[] { 0, 1, 0, 1 }, new byte[] { 0, 1, 0, 1 })]
    [InlineData(new byte[] { 0, 255, 127, 128 }, new byte[] { 0, 1, 0, 1 })]
    [InlineData(new byte[] { 0, 1, 2, 255 }, new byte[] { 0, 0, 0, 1 })]
    [InlineData(new byte[] { 0, 1, 63, 127 }, new byte[] { 0, 0, 0, 1 })]
    [InlineData(new byte[] { 255, 255, 255, 255 }, new byte[] { 1, 1, 1, 1 })]
    [InlineData(new byte[] { 1, 1, 1, 1 }, new byte[] { 1, 1, 1, 1 })]
    public void Grey_values_are_halved_at_128_unless_all_lie_below(byte[] grey, byte[] expected)
    {
        var picture = new RasterImage(4, 1, [.. grey.SelectMany(v => new byte[] { v, v, v, 255 })]);
        Assert.Equal(expected, Read(picture).Editable);
    }

    [Fact]
    public void The_brightest_channel_counts() =>
        Assert.Equal(
            [1, 1, 0, 0],
            Read(new RasterImage(4, 1, [255, 0, 0, 255, 0, 0, 200, 255, 100, 100, 100, 255, 0, 0, 0, 255])).Editable
        );

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(255, 0, 0)]
    [InlineData(255, 255, 255)]
    public void In_a_layer_of_one_colour_alpha_counts(byte red, byte green, byte blue) =>
        Assert.Equal(
            [0, 0, 1, 1],
            Read(
                Transparent(red, green, blue, 0, red, green, blue, 127, red, green, blue, 128, red, green, blue, 255)
            ).Editable
        );

    [Fact]
    public void The_colour_under_transparent_pixels_does_not_count() =>
        Assert.Equal(
            [0, 0, 1, 1],
            Read(Transparent(255, 255, 255, 0, 9, 200, 7, 20, 0, 0, 0, 200, 1, 0, 2, 255)).Editable
        );

    [Fact]
    public void A_faint_layer_counts_wherever_it_was_painted() =>
        Assert.Equal([0, 1, 1, 0], Read(Transparent(0, 0, 0, 0, 255, 0, 0, 90, 255, 0, 0, 60, 0, 0, 0, 0)).Editable);

    [Fact]
    public void Black_on_white_with_alpha_all_opaque_is_read_as_colours() =>
        Assert.Equal(
            [1, 0, 1, 0],
            Read(Transparent(255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255)).Editable
        );

    /// <summary>A dim mask that was saved as a JPEG has ringing around it; a label map has none.</summary>
    [Theory]
    [InlineData(100, 20, 49, 50)]
    [InlineData(127, 63, 64, 127)]
    [InlineData(1, 0, 0, 1)]
    public void Of_a_dim_mask_the_upper_half_counts(byte highest, byte low, byte below, byte least)
    {
        byte[] expected = [1, 0, below >= (highest + 1) / 2 ? (byte)1 : (byte)0, 1];
        Assert.Equal(
            expected,
            Read(
                new RasterImage(
                    4,
                    1,
                    [
                        highest,
                        highest,
                        highest,
                        255,
                        low,
                        low,
                        low,
                        255,
                        below,
                        below,
                        below,
                        255,
                        least,
                        least,
                        least,
                        255,
                    ]
                )
            ).Editable
        );
    }

    [Fact]
    public void An_empty_mask_is_refused()
    {
        var black = new RasterImage(4, 1, [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]);
        Assert.Contains(
            "empty",
            TestImages.Refused(ErrorCode.InvalidMask, () => Read(black)).Message,
            StringComparison.Ordinal
        );
        TestImages.Refused(ErrorCode.InvalidMask, () => Read(Transparent(new byte[16])));
    }

    [Fact]
    public void Another_size_is_refused_with_both_sizes()
    {
        string message = TestImages
            .Refused(ErrorCode.InvalidMask, () => MaskReader.FromImage(new RasterImage(5, 6), new RasterImage(6, 5)))
            .Message;
        Assert.Contains("5x6", message, StringComparison.Ordinal);
        Assert.Contains("6x5", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_streams_are_read_upright()
    {
        using var folder = new TemporaryFolder();
        byte[] lines = new byte[48 * 32];
        lines.AsSpan(0, 48 * 4).Fill(255);
        byte[] file = TestFiles.Png(48, 32, 8, 0, lines, ("eXIf", TestFiles.Orientation(6, bigEndian: false)));
        File.WriteAllBytes(folder.File("mask.png"), file);
        var image = new RasterImage(32, 48);
        EditMask mask = MaskReader.Read(folder.File("mask.png"), image);
        Assert.Equal(new Geometry.PixelRectangle(28, 0, 4, 48), mask.Bounds());
        Assert.Equal(mask.Editable, MaskReader.Read(new MemoryStream(file), image).Editable);
        TestImages.Refused(
            ErrorCode.InvalidMask,
            () => MaskReader.Read(folder.File("mask.png"), new RasterImage(48, 32))
        );
        TestImages.Refused(ErrorCode.InvalidImage, () => MaskReader.Read(folder.File("none.png"), image));
    }

    private static EditMask Read(RasterImage picture) => MaskReader.FromImage(picture, new RasterImage(4, 1));

    private static RasterImage Transparent(params byte[] rgba) => new(4, 1, rgba) { HasAlpha = true };
}
