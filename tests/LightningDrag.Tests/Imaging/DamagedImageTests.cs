using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

/// <summary>
/// Whatever is wrong with a file, the reader gives the whole picture or <see cref="ErrorCode.InvalidImage"/>.
/// </summary>
public class DamagedImageTests
{
    public static TheoryData<string> Kinds =>
        [
            "png",
            "png palette",
            "png profile",
            "jpeg",
            "jpeg exif",
            "webp",
            "webp lossy",
            "webp alpha profile",
            "bmp",
            "gif",
        ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_truncated_file_is_refused(string kind)
    {
        byte[] file = Make(kind);
        byte[] whole = ImageReader.Read(file).Pixels;
        var random = new Random(5);
        IEnumerable<int> lengths = Enumerable
            .Range(0, 60)
            .Select(_ => random.Next(file.Length))
            .Concat(Enumerable.Range(1, Math.Min(40, file.Length)).Select(cut => file.Length - cut));
        foreach (int length in lengths)
        {
            try
            {
                byte[] read = ImageReader.Read(file.AsSpan(0, length)).Pixels;
                // A GIF's closing bytes and a bitmap's padding carry no pixels.
                Assert.True(
                    kind is "gif" or "bmp" && file.Length - length <= 3,
                    $"{kind} cut to {length} of {file.Length} bytes was read."
                );
                Assert.Equal(whole, read);
            }
            catch (LightningDragException e)
            {
                Assert.Equal(ErrorCode.InvalidImage, e.Code);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Changed_bytes_never_give_another_error(string kind)
    {
        byte[] file = Make(kind);
        var random = new Random(6);
        for (int trial = 0; trial < 150; trial++)
        {
            byte[] changed = (byte[])file.Clone();
            int flips = random.Next(1, 6);
            for (int i = 0; i < flips; i++)
                changed[random.Next(trial % 2 == 0 ? Math.Min(100, file.Length) : file.Length)] = (byte)
                    random.Next(256);
            try
            {
                ImageReader.Read(changed, new ImageLimits { MaxPixels = 1_000_000 });
            }
            catch (LightningDragException e)
            {
                Assert.Equal(ErrorCode.InvalidImage, e.Code);
            }
        }
    }

    [Theory]
    [InlineData("zTXt", 100, true)]
    [InlineData("iTXt", 101, false)]
    public void A_png_with_more_compressed_texts_than_any_program_writes_is_refused(string type, int count, bool read)
    {
        byte[] file = TestFiles.Png(
            1,
            1,
            8,
            0,
            [7],
            [.. Enumerable.Repeat((type, (byte[])[.. "k\0\0"u8, 0x78, 0x9C, 3, 0, 0, 0, 0, 1]), count)]
        );
        if (read)
            Assert.Equal(7, ImageReader.Read(file).Pixels[0]);
        else
            TestImages.Refused(ErrorCode.InvalidImage, () => ImageReader.Read(file));
    }

    private static byte[] Make(string kind)
    {
        RasterImage smooth = TestImages.Smooth(61, 47),
            noise = TestImages.Noise(61, 47, alpha: true);
        var tagged = new RasterImage(61, 47, noise.Pixels) { HasAlpha = true, IccProfile = TestFiles.Profile(301) };
        byte[] indices = [.. Enumerable.Range(0, 61 * 47).Select(i => (byte)(i * 7 % 3))];
        byte[] palette = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        return kind switch
        {
            "png" => ImageWriter.Encode(noise, ImageFormat.Png),
            "png palette" => TestFiles.Png(61, 47, 8, 3, indices, ("PLTE", palette), ("tRNS", [5, 6])),
            "png profile" => ImageWriter.Encode(tagged, ImageFormat.Png),
            "jpeg" => ImageWriter.Encode(smooth, ImageFormat.Jpeg),
            "jpeg exif" => TestFiles.WithSegment(
                ImageWriter.Encode(tagged, ImageFormat.Jpeg),
                0xE1,
                [
                    .. "Exif\0\0"u8,
                    .. TestFiles.Orientation(6, false),
                    .. ImageWriter.Encode(TestImages.Smooth(8, 8), ImageFormat.Jpeg),
                ]
            ),
            "webp" => ImageWriter.Encode(smooth, ImageFormat.Webp),
            "webp lossy" => ImageWriter.Encode(smooth, ImageFormat.Webp, new ImageWriteOptions { WebpQuality = 80 }),
            "webp alpha profile" => ImageWriter.Encode(tagged, ImageFormat.Webp),
            "bmp" => TestFiles.Bmp(smooth),
            _ => TestFiles.Gif(61, 47, palette, null, indices),
        };
    }
}
