using System.Globalization;
using System.Text;
using LightningDrag.Imaging;
using LightningDrag.Tests.Weights.Fuzzing;

namespace LightningDrag.Tests.Imaging.Metadata;

/// <summary>
/// Mutated JPEG, PNG and WebP files with all their metadata are read and written again, or give the one error: no
/// crash, no endless loop, no other pixel, and nothing that was read is missing in the result without a note. Longer
/// runs: eng/fuzz-metadata.
/// </summary>
public sealed class MetadataFuzzTests
{
    private const int Files = 100_000,
        Seed = 20260101;

    private static readonly byte[][] Fragments =
    [
        [0xFF, 0xE1],
        [0xFF, 0xDA],
        [0xFF, 0xD9],
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0, 0, 0, 0],
        "Exif\0\0"u8.ToArray(),
        "MM\0*\0\0\0\x08"u8.ToArray(),
        "II*\0\x08\0\0\0"u8.ToArray(),
        "IEND"u8.ToArray(),
        "tEXt"u8.ToArray(),
        "iTXt"u8.ToArray(),
        "eXIf"u8.ToArray(),
        "EXIF"u8.ToArray(),
        "XMP "u8.ToArray(),
        "<rdf:li>"u8.ToArray(),
        "</x:xmpmeta>"u8.ToArray(),
        "<!DOCTYPE a [<!ENTITY b 'c'>]>"u8.ToArray(),
        [0x88, 0x25],
        [0x87, 0x69],
    ];

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Webp)]
    public void Mutated_files_keep_what_they_say_or_tell(ImageFormat format)
    {
        byte[] whole = Whole(format);
        int files = Setting("LIGHTNINGDRAG_FUZZ_FILES", Files) / 3,
            seed = Setting("LIGHTNINGDRAG_FUZZ_SEED", Seed) + (int)format,
            read = 0;
        Parallel.For(
            0,
            files,
            new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken },
            i =>
            {
                byte[] file = Mutated(whole, new Random(unchecked((seed * 1_000_003) + i)));
                try
                {
                    if (Check(file, (ImageFormat)(i % 3)))
                        Interlocked.Increment(ref read);
                }
                catch (Exception e)
                {
                    Assert.Fail($"File {i} of seed {seed}: {e}");
                }
            }
        );
        Assert.InRange(read, files / 50, files - (files / 50)); // both ways out were taken
    }

    /// <summary>Whether the file was read; then its result is checked.</summary>
    private static bool Check(byte[] file, ImageFormat format)
    {
        List<string> notes = [];
        RasterImage picture;
        try
        {
            picture = ImageReader.Read(file, new ImageLimits { MaxPixels = 100_000 }, notes);
            if (format != ImageFormat.Png && picture.Metadata!.HighDynamicRange is not null)
                format = ImageFormat.Png;
        }
        catch (LightningDragException e)
        {
            Assert.Equal(ErrorCode.InvalidImage, e.Code);
            return false;
        }

        var known = picture.Metadata!;
        var result = ImageReader.Read(
            ImageWriter.Encode(picture.With(known with { IsComposite = true }), format, null, notes)
        );
        Assert.Equal((picture.Width, picture.Height), (result.Width, result.Height));
        // What a file that says it is opaque has in its fourth channel is nobody's.
        for (int i = 0; format == ImageFormat.Png && i < result.Pixels.Length; i++)
            Assert.True((i % 4 == 3 && !picture.HasAlpha) || picture.Pixels[i] == result.Pixels[i]);
        bool isTold = notes.Count > 0;
        Assert.True(isTold || known.Exif is null || result.Metadata!.Exif is not null);
        Assert.True(isTold || known.Iptc is null || known.Iptc.AsSpan().SequenceEqual(result.Metadata!.Iptc));
        Assert.True(
            isTold
                || known.TextKeywords.All(keyword =>
                    keyword == "Software" || result.Metadata!.TextKeywords.Contains(keyword)
                )
        );
        Assert.True(
            isTold || picture.IccProfile is null || picture.IccProfile.AsSpan().SequenceEqual(result.IccProfile)
        );
        Assert.Contains(
            "compositeWithTrainedAlgorithmicMedia",
            Encoding.UTF8.GetString(result.Metadata!.Xmp!),
            StringComparison.Ordinal
        );
        return true;
    }

    private static byte[] Mutated(byte[] whole, Random random)
    {
        List<byte> bytes = [.. whole];
        for (int edits = random.Next(1, 4); edits > 0; edits--)
            ByteEdits.Apply(bytes, random, Fragments);
        return [.. bytes];
    }

    /// <summary>
    /// A small picture with everything in it; of a PNG the checksums are of its new content, so that they do not hide
    /// what comes behind them.
    /// </summary>
    private static byte[] Whole(ImageFormat format)
    {
        var photo = ImageReader.Read(MetadataTests.Photo(isBig: format != ImageFormat.Png));
        var small = new RasterImage(8, 6, TestImages.Smooth(8, 6).Pixels)
        {
            IccProfile = TestFiles.Profile(200),
            Metadata = photo.Metadata! with { IsComposite = true },
        };
        return ImageWriter.Encode(small, format, new ImageWriteOptions { KeepLocation = true });
    }

    private static int Setting(string variable, int usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : usual;
}
