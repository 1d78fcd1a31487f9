using System.Buffers.Binary;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class ImageReaderTests
{
    [Fact]
    public void Sixteen_bits_become_eight_with_a_note()
    {
        var lines = new byte[256 * 6];
        for (int x = 0; x < 256; x++)
        {
            for (int c = 0; c < 3; c++)
                BinaryPrimitives.WriteUInt16BigEndian(lines.AsSpan((x * 6) + (c * 2)), (ushort)((x * 257) + (c * 60)));
        }

        var notes = new List<string>();
        RasterImage image = ImageReader.Read(TestFiles.Png(256, 1, 16, 2, lines), notes: notes);
        for (int x = 0; x < 255; x++)
            Assert.All(image.Pixels.AsSpan(x * 4, 3).ToArray(), value => Assert.InRange(value, x, x + 1));
        Assert.Empty(notes);
        for (int i = 0; i < lines.Length / 2; i++)
            Assert.Equal(
                BinaryPrimitives.ReadUInt16BigEndian(lines.AsSpan(2 * i)),
                image.DeepPixels![(i / 3 * 4) + (i % 3)]
            );
    }

    [Fact]
    public void An_eight_bit_file_gives_no_notes()
    {
        var notes = new List<string>();
        ImageReader.Read(ImageWriter.Encode(TestImages.Noise(3, 3), ImageFormat.Png), notes: notes);
        ImageReader.Read(ImageWriter.Encode(TestImages.Noise(3, 3), ImageFormat.Jpeg), notes: notes);
        Assert.Empty(notes);
    }

    [Fact]
    public void Grey_becomes_equal_channels()
    {
        RasterImage image = ImageReader.Read(TestFiles.Png(3, 1, 8, 0, [0, 100, 255]));
        Assert.Equal([0, 0, 0, 255, 100, 100, 100, 255, 255, 255, 255, 255], image.Pixels);
        Assert.False(image.HasAlpha);
    }

    [Fact]
    public void Grey_with_alpha_keeps_both()
    {
        RasterImage image = ImageReader.Read(TestFiles.Png(2, 1, 8, 4, [50, 0, 100, 77]));
        Assert.Equal([50, 50, 50, 0, 100, 100, 100, 77], image.Pixels);
        Assert.True(image.HasAlpha);
    }

    [Fact]
    public void Palette_colours_and_their_transparency_are_looked_up()
    {
        RasterImage image = ImageReader.Read(
            TestFiles.Png(2, 1, 8, 3, [1, 0], ("PLTE", [1, 2, 3, 200, 100, 50]), ("tRNS", [9]))
        );
        Assert.Equal([200, 100, 50, 255, 1, 2, 3, 9], image.Pixels);
        Assert.True(image.HasAlpha);
    }

    [Fact]
    public void Bitmaps_are_read()
    {
        RasterImage image = TestImages.Noise(13, 7);
        RasterImage back = ImageReader.Read(TestFiles.Bmp(image));
        Assert.Equal(image.Pixels, back.Pixels);
        Assert.False(back.HasAlpha);
    }

    [Fact]
    public void The_first_frame_of_an_animation_is_read_with_a_note()
    {
        var notes = new List<string>();
        RasterImage image = ImageReader.Read(
            TestFiles.Gif(2, 2, [0, 0, 0, 10, 20, 30, 40, 50, 60], null, [1, 2, 2, 1], [0, 0, 0, 0]),
            notes: notes
        );
        Assert.Equal([10, 20, 30, 255, 40, 50, 60, 255, 40, 50, 60, 255, 10, 20, 30, 255], image.Pixels);
        Assert.Contains("first frame", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transparent_gif_has_alpha_and_an_opaque_one_has_not()
    {
        byte[] palette = [0, 0, 0, 10, 20, 30];
        RasterImage transparent = ImageReader.Read(TestFiles.Gif(2, 1, palette, 0, [1, 0]));
        Assert.True(transparent.HasAlpha);
        Assert.Equal([255, 0], new[] { transparent.Pixels[3], transparent.Pixels[7] });
        Assert.False(ImageReader.Read(TestFiles.Gif(2, 1, palette, null, [1, 0])).HasAlpha);
    }

    [Fact]
    public void Files_streams_and_bytes_give_the_same()
    {
        using var folder = new TemporaryFolder();
        byte[] file = ImageWriter.Encode(TestImages.Noise(9, 5), ImageFormat.Png);
        File.WriteAllBytes(folder.File("a.png"), file);
        byte[] expected = ImageReader.Read(file).Pixels;
        Assert.Equal(expected, ImageReader.Read(folder.File("a.png")).Pixels);
        Assert.Equal(expected, ImageReader.Read(new MemoryStream(file)).Pixels);
        Assert.Equal(expected, ImageReader.Read(new ForwardOnlyStream(file)).Pixels);
    }

    [Fact]
    public void The_kind_is_told_by_content_not_by_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.jpg"), ImageWriter.Encode(TestImages.Noise(9, 5), ImageFormat.Png));
        Assert.Equal(9, ImageReader.Read(folder.File("a.jpg")).Width);
    }

    [Fact]
    public void Missing_files_folders_empty_files_and_other_files_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("empty.png"), []);
        File.WriteAllText(folder.File("text.png"), "This is no image.");
        string[] messages =
        [
            Refused(() => ImageReader.Read(folder.File("none.png"))).Message,
            Refused(() => ImageReader.Read(Path.Combine(folder.Path, "none", "none.png"))).Message,
            Refused(() => ImageReader.Read(folder.Path)).Message,
            Refused(() => ImageReader.Read(folder.File("empty.png"))).Message,
            Refused(() => ImageReader.Read(folder.File("text.png"))).Message,
        ];
        string[] reasons = ["no file", "no file", "folder", "empty", "not a JPEG"];
        for (int i = 0; i < reasons.Length; i++)
            Assert.Contains(reasons[i], messages[i], StringComparison.Ordinal);
        Refused(() => ImageReader.Read(string.Empty));
        Refused(() => ImageReader.Read("a\0b.png"));
    }

    [Fact]
    public void Every_limit_is_kept()
    {
        byte[] file = ImageWriter.Encode(TestImages.Noise(60, 40), ImageFormat.Png);
        Assert.Contains(
            "60x40",
            Refused(() => ImageReader.Read(file, new ImageLimits { MaxPixels = 2399 })).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "60x40",
            Refused(() => ImageReader.Read(file, new ImageLimits { MaxSide = 59 })).Message,
            StringComparison.Ordinal
        );
        var small = new ImageLimits { MaxFileBytes = file.Length - 1 };
        Refused(() => ImageReader.Read(file, small));
        Refused(() => ImageReader.Read(new MemoryStream(file), small));
        Refused(() => ImageReader.Read(new ForwardOnlyStream(file), small));
        var exact = new ImageLimits
        {
            MaxPixels = 2400,
            MaxSide = 60,
            MaxFileBytes = file.Length,
        };
        Assert.Equal(60, ImageReader.Read(new ForwardOnlyStream(file), exact).Width);
    }

    [Fact]
    public void An_endless_stream_is_read_no_further_than_the_limit()
    {
        var stream = new ForwardOnlyStream(null);
        Refused(() => ImageReader.Read(stream, new ImageLimits { MaxFileBytes = 1 << 20 }));
        Assert.InRange(stream.Given, 1 << 20, 2 << 20);
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(29_000, 29_000)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1, 30_001)]
    public void A_header_that_promises_too_many_pixels_is_refused_without_decoding(int width, int height)
    {
        byte[] file = TestFiles.Png(width, height, 8, 2, []);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(() => ImageReader.Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 5)]
    public void A_header_without_pixels_is_refused(int width, int height) =>
        Refused(() => ImageReader.Read(TestFiles.Png(width, height, 8, 2, [])));

    [Fact]
    public void Limits_out_of_range_are_refused_by_name()
    {
        Assert.Contains(
            "'max pixels'",
            TestImages.Refused(ErrorCode.InvalidRequest, () => _ = new ImageLimits { MaxPixels = 0 }).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'max side'",
            TestImages.Refused(ErrorCode.InvalidRequest, () => _ = new ImageLimits { MaxSide = 70_000 }).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'max file bytes'",
            TestImages.Refused(ErrorCode.InvalidRequest, () => _ = new ImageLimits { MaxFileBytes = -1 }).Message,
            StringComparison.Ordinal
        );
    }

    private static LightningDragException Refused(Action action) => TestImages.Refused(ErrorCode.InvalidImage, action);

    /// <summary>A stream that tells neither length nor position; endless zeros without content.</summary>
    private sealed class ForwardOnlyStream(byte[]? content) : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            // In uneven pieces, as a network gives them.
            int given = (int)Math.Min(Math.Min(count, 1000), (content?.Length ?? long.MaxValue) - Given);
            if (content is not null)
                content.AsSpan((int)Given, given).CopyTo(buffer.AsSpan(offset));
            Given += given;
            return given;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
