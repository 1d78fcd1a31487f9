using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class ImageWriterTests
{
    [Theory]
    [InlineData("a.png", new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    [InlineData("a.PNG", new byte[] { 0x89, 0x50, 0x4E, 0x47 })]
    [InlineData("a.jpg", new byte[] { 0xFF, 0xD8, 0xFF })]
    [InlineData("a.b.jpeg", new byte[] { 0xFF, 0xD8, 0xFF })]
    [InlineData("a.webp", new byte[] { 0x52, 0x49, 0x46, 0x46 })]
    public void The_extension_chooses_the_format_and_nothing_else_stays_in_the_folder(string name, byte[] signature)
    {
        using var folder = new TemporaryFolder();
        ImageWriter.Write(folder.File(name), TestImages.Noise(8, 8));
        Assert.True(File.ReadAllBytes(folder.File(name)).AsSpan().StartsWith(signature));
        Assert.Equal(folder.File(name), Assert.Single(Directory.GetFileSystemEntries(folder.Path)));
    }

    [Fact]
    public void A_given_format_overrides_the_extension()
    {
        using var folder = new TemporaryFolder();
        ImageWriter.Write(folder.File("a.bin"), TestImages.Noise(8, 8), ImageFormat.Jpeg);
        Assert.Equal(0xFF, File.ReadAllBytes(folder.File("a.bin"))[0]);
    }

    [Fact]
    public void An_existing_file_is_replaced_and_a_link_keeps_pointing_to_it()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("inner"));
        string target = folder.File("inner/target.png");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(folder.File("link.png"), target);
        ImageWriter.Write(folder.File("link.png"), TestImages.Noise(8, 8));
        Assert.NotNull(new FileInfo(folder.File("link.png")).LinkTarget);
        Assert.Equal(8, ImageReader.Read(target).Width);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.bmp")]
    [InlineData("a.png.txt")]
    [InlineData("none/a.png")]
    [InlineData("")]
    public void A_path_that_cannot_work_is_refused_before_anything_is_written(string name)
    {
        using var folder = new TemporaryFolder();
        TestImages.Refused(
            ErrorCode.InvalidRequest,
            () => ImageWriter.Write(name.Length == 0 ? folder.Path : folder.File(name), TestImages.Noise(8, 8))
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_reported()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "needs a folder in which nobody may write");
        TestImages.Refused(ErrorCode.Unsupported, () => ImageWriter.Write("/proc/self/a.png", TestImages.Noise(8, 8)));
    }

    [Fact]
    public void When_writing_fails_an_existing_file_stays_as_it_was()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.webp");
        File.WriteAllText(path, "old");
        TestImages.Refused(ErrorCode.InvalidRequest, () => ImageWriter.Write(path, TestImages.Smooth(16_384, 1)));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_higher_quality_gives_more_bytes_and_a_closer_picture()
    {
        RasterImage image = TestImages.Noise(64, 64);
        foreach (ImageFormat format in (ImageFormat[])[ImageFormat.Jpeg, ImageFormat.Webp])
        {
            byte[] low = ImageWriter.Encode(
                image,
                format,
                new ImageWriteOptions { JpegQuality = 30, WebpQuality = 30 }
            );
            byte[] high = ImageWriter.Encode(
                image,
                format,
                new ImageWriteOptions { JpegQuality = 100, WebpQuality = 100 }
            );
            Assert.True(high.Length > low.Length);
            Assert.True(
                TestImages.Difference(image, ImageReader.Read(high))
                    < TestImages.Difference(image, ImageReader.Read(low))
            );
        }
    }

    [Fact]
    public void Jpeg_keeps_colour_at_full_resolution()
    {
        // One-pixel stripes of red and blue: halved chroma would make them all purple.
        var image = new RasterImage(32, 32);
        for (int i = 0; i < image.Pixels.Length; i += 4)
            (image.Pixels[i + (i / 4 % 2 * 2)], image.Pixels[i + 3]) = (255, 255);
        RasterImage back = ImageReader.Read(ImageWriter.Encode(image, ImageFormat.Jpeg));
        Assert.InRange(back.Row(16)[16 * 4] - back.Row(16)[17 * 4], 200, 255);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_is_none_is_refused(string path) =>
        TestImages.Refused(
            ErrorCode.InvalidRequest,
            () => ImageWriter.Write(path, TestImages.Noise(8, 8), ImageFormat.Png)
        );

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_out_of_range_is_refused_by_name(int quality)
    {
        Assert.Contains(
            "jpeg quality",
            TestImages
                .Refused(ErrorCode.InvalidRequest, () => _ = new ImageWriteOptions { JpegQuality = quality })
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "webp quality",
            TestImages
                .Refused(ErrorCode.InvalidRequest, () => _ = new ImageWriteOptions { WebpQuality = quality })
                .Message,
            StringComparison.Ordinal
        );
    }
}
