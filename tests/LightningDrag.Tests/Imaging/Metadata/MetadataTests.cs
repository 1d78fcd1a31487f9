using System.Text;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging.Metadata;

/// <summary>What a photo says beside its pixels goes to its results, or a note says that it does not.</summary>
public class MetadataTests
{
    private const string Xmp = """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
          xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:xmp="http://ns.adobe.com/xap/1.0/"
          tiff:Orientation="6" exif:GPSLatitude="52,31.1N" xmp:Rating="5">
        <dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator><exif:GPSLongitude>13,24.2E</exif:GPSLongitude>
        <xmp:Thumbnails><rdf:Alt><rdf:li>AAAA</rdf:li></rdf:Alt></xmp:Thumbnails></rdf:Description>
        </rdf:RDF></x:xmpmeta><?xpacket end="w"?>
        """;

    private static readonly byte[] Iptc =
    [
        .. "8BIM"u8,
        4,
        4,
        0,
        0,
        0,
        0,
        0,
        8,
        0x1C,
        2,
        80,
        0,
        3,
        (byte)'A',
        (byte)'d',
        (byte)'a',
    ];

    public static TheoryData<ImageFormat> Formats => [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Webp];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_photos_metadata_goes_to_its_result(ImageFormat format)
    {
        var notes = new List<string>();
        var source = ImageReader.Read(Photo(isBig: true), notes: notes);
        Assert.Empty(notes);
        var result = ImageReader.Read(ImageWriter.Encode(Edited(source), format, notes: notes));
        var exif = ExifFile.Read(result.Metadata!.Exif!);
        Assert.Equal(ExifFile.Maker, exif[("0", 0x10F)]);
        Assert.Equal(ExifFile.Copyright, exif[("0", 0x8298)]);
        Assert.Equal(ExifFile.Taken, exif[("exif", 0x9003)]);
        Assert.Equal(ExifFile.Note, exif[("exif", 0x927C)]);
        Assert.Equal("1", exif[("0", 0x112)]);
        Assert.StartsWith("LightningDrag.NET ", exif[("0", 0x131)], StringComparison.Ordinal);
        Assert.Equal(
            (source.Width, source.Height),
            (int.Parse(exif[("exif", 0xA002)]), int.Parse(exif[("exif", 0xA003)]))
        );
        string xmp = Encoding.UTF8.GetString(result.Metadata.Xmp!);
        Assert.Contains("Ada", xmp, StringComparison.Ordinal);
        Assert.Contains("tiff:Orientation=\"1\"", xmp, StringComparison.Ordinal);
        Assert.Contains("xmp:Rating=\"5\"", xmp, StringComparison.Ordinal);
        Assert.Contains("digitalsourcetype/compositeWithTrainedAlgorithmicMedia", xmp, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", xmp, StringComparison.Ordinal);
        Assert.Equal(300, result.Metadata.Density!.Value.DotsPerInchX, 0.1);
        Assert.Equal(format != ImageFormat.Webp, result.Metadata.Iptc is not null);
        Assert.Equal(format != ImageFormat.Webp, result.Metadata.TextKeywords.Contains("Comment"));
        Assert.Equal(
            format == ImageFormat.Webp,
            notes.Exists(note =>
                note.Contains("IPTC", StringComparison.Ordinal) && note.Contains("'Comment'", StringComparison.Ordinal)
            )
        );
    }

    /// <summary>
    /// Both byte orders, and thumbnails at the end and in the middle: nothing of them is left, and nothing else moves.
    /// </summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Thumbnail_and_place_are_gone_to_the_last_byte(bool isBig, bool inMiddle)
    {
        byte[] block = ExifFile.Build(isBig, 3, inMiddle);
        Assert.True(ExifFile.Read(block).ContainsKey(("1", 0x201)));
        var changes = new ExifChanges(KeepLocation: false, "Program", 40, 30, null);
        byte[] result = ExifBlock.Adjusted(block, changes)!;
        var tags = ExifFile.Read(result);
        Assert.DoesNotContain(tags.Keys, key => key.Directory is "1" or "gps");
        Assert.Equal(-1, result.AsSpan().IndexOf(ExifFile.Thumbnail));
        Assert.Equal(-1, result.AsSpan().IndexOf(isBig ? [0, 0, 3, 0xDB] : [0xDB, 3, 0, 0])); // 987 of the seconds
        Assert.Equal(block.AsSpan().IndexOf("MAKER NOTE"u8), result.AsSpan().IndexOf("MAKER NOTE"u8));
        Assert.Equal(("Program", "40"), (tags[("0", 0x131)], tags[("exif", 0xA002)]));

        tags = ExifFile.Read(ExifBlock.Adjusted(block, changes with { KeepLocation = true })!);
        Assert.Equal("52", tags[("gps", 2)]);
        tags = ExifFile.Read(ExifBlock.WithoutLocation(block));
        Assert.DoesNotContain(tags.Keys, key => key.Directory == "gps");
        Assert.Equal("3", tags[("0", 0x112)]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Where_the_photo_was_taken_is_left_out_with_a_note_unless_wanted(ImageFormat format)
    {
        var source = ImageReader.Read(Photo(isBig: false));
        foreach (bool isKept in (bool[])[false, true])
        {
            var notes = new List<string>();
            byte[] file = ImageWriter.Encode(
                Edited(source),
                format,
                new ImageWriteOptions { KeepLocation = isKept },
                notes
            );
            var metadata = ImageReader.Read(file).Metadata!;
            Assert.Equal(isKept, ExifFile.Read(metadata.Exif!).ContainsKey(("gps", 2)));
            Assert.Equal(
                isKept,
                Encoding.UTF8.GetString(metadata.Xmp!).Contains("GPSLongitude", StringComparison.Ordinal)
            );
            Assert.Equal(!isKept, notes.Exists(note => note.Contains("--keep-location", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_result_says_what_it_is_unless_told_not_to(ImageFormat format)
    {
        var plain = TestImages.Smooth(20, 10);
        byte[] marked = ImageWriter.Encode(Edited(plain), format),
            bare = ImageWriter.Encode(Edited(plain), format, new ImageWriteOptions { Provenance = false });
        Assert.Contains(
            "compositeWithTrainedAlgorithmicMedia",
            Encoding.UTF8.GetString(ImageReader.Read(marked).Metadata!.Xmp!),
            StringComparison.Ordinal
        );
        Assert.NotEqual(-1, marked.AsSpan().IndexOf("LightningDrag.NET"u8));
        Assert.Equal(ImageWriter.Encode(plain, format), bare);
        Assert.Equal(marked, ImageWriter.Encode(Edited(plain), format));
        Assert.Equal(ImageReader.Read(bare).Pixels, ImageReader.Read(marked).Pixels);
    }

    [Fact]
    public void A_png_keeps_texts_colour_density_and_what_may_be_copied()
    {
        (string, byte[])[] chunks =
        [
            ("gAMA", [0, 1, 0x86, 0xA0]),
            ("cHRM", new byte[32]),
            ("sRGB", [0]),
            ("cICP", [12, 13, 0, 1]),
            ("pHYs", [0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1]),
            ("tEXt", [.. "parameters\0a cat, Steps: 20"u8]),
            ("iTXt", [.. "Titel\0\0\0de\0\0Größe"u8]),
            ("zTXt", TestFiles.PngProfile(new byte[10])),
            ("teSt", [1, 2, 3]),
        ];
        var notes = new List<string>();
        byte[] source = TestFiles.Png(3, 1, 8, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9], chunks);
        byte[] result = ImageWriter.Encode(
            Edited(ImageReader.Read(source, notes: notes)),
            ImageFormat.Png,
            null,
            notes
        );
        Assert.Empty(notes);
        foreach (var (type, data) in chunks)
        {
            Assert.NotEqual(-1, result.AsSpan().IndexOf([.. Encoding.ASCII.GetBytes(type), .. data]));
        }

        Assert.True(result.AsSpan().IndexOf("gAMA"u8) < result.AsSpan().IndexOf("IDAT"u8));
        Assert.Equal(ImageReader.Read(source).Pixels, ImageReader.Read(result).Pixels);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void What_a_format_has_no_place_for_is_named(ImageFormat format)
    {
        var notes = new List<string>();
        var picture = ImageReader.Read(
            TestFiles.Png(
                3,
                1,
                8,
                2,
                new byte[9],
                ("gAMA", [0, 1, 0x86, 0xA0]),
                ("cICP", [12, 13, 0, 1]),
                ("tEXt", [.. "parameters\0x"u8])
            )
        );
        ImageWriter.Encode(picture, format, null, notes);
        Assert.All(
            ["gAMA", "cICP", "'parameters'"],
            part => Assert.Contains(part, Assert.Single(notes), StringComparison.Ordinal)
        );
        notes.Clear();
        ImageWriter.Encode(
            ImageReader.Read(
                TestFiles.Png(
                    3,
                    1,
                    8,
                    2,
                    new byte[9],
                    ("gAMA", [0, 0, 0xB1, 0x8F]),
                    ("sRGB", [0]),
                    ("cICP", [1, 13, 0, 1])
                )
            ),
            format,
            null,
            notes
        );
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData(16, "PQ")]
    [InlineData(18, "HLG")]
    public void High_dynamic_range_is_edited_in_its_own_values_as_png_and_refused_as_anything_else(
        byte transfer,
        string name
    )
    {
        byte[] colour = [9, transfer, 0, 1];
        var picture = ImageReader.Read(
            TestFiles.Png(3, 1, 16, 2, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 13))], ("cICP", colour))
        );
        byte[] result = ImageWriter.Encode(Edited(picture), ImageFormat.Png);
        Assert.NotEqual(-1, result.AsSpan().IndexOf([.. "cICP"u8, .. colour]));
        Assert.Equal(picture.DeepPixels, ImageReader.Read(result).DeepPixels);
        Assert.Contains(
            name,
            TestImages
                .Refused(ErrorCode.InvalidRequest, () => ImageWriter.Encode(Edited(picture), ImageFormat.Jpeg))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            name,
            TestImages.Refused(ErrorCode.InvalidRequest, () => ImageWriter.Require(picture, ImageFormat.Webp)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Further_pictures_credentials_and_foreign_data_are_named_when_read()
    {
        var notes = new List<string>();
        byte[] jpeg = ImageWriter.Encode(TestImages.Smooth(20, 10), ImageFormat.Jpeg);
        jpeg = TestFiles.WithSegment(jpeg, 0xE2, [.. "MPF\0"u8, 1, 2]);
        jpeg = TestFiles.WithSegment(jpeg, 0xEB, [.. "JP\0\0"u8]);
        jpeg = TestFiles.WithSegment(jpeg, 0xEC, [.. "Ducky"u8]);
        ImageReader.Read(jpeg, notes: notes);
        Assert.All(
            ["gain map", "C2PA", "APP12"],
            part => Assert.Contains(part, Assert.Single(notes), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_animated_png_is_named()
    {
        var notes = new List<string>();
        ImageReader.Read(
            TestFiles.Png(3, 1, 8, 2, new byte[9], ("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), ("fcTL", new byte[26])),
            notes: notes
        );
        Assert.Contains("first frame", Assert.Single(notes), StringComparison.Ordinal);
        notes.Clear();
        ImageReader.Read(TestFiles.Png(3, 1, 8, 2, new byte[9], ("acTL", [0, 0, 0, 1, 0, 0, 0, 0])), notes: notes);
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData("....ftypheic", "is HEIC")]
    [InlineData("....ftypmif1", "is HEIC")]
    [InlineData("....ftypavif", "is AVIF")]
    [InlineData("....ftypisom", "is a video")]
    [InlineData("II*\0........", "is TIFF")]
    [InlineData("MM\0*........", "is TIFF")]
    [InlineData("\0\0\0\fjP  \r\n\u0087\n", "is JPEG 2000")]
    [InlineData("\0\0\0\fJXL \r\n\u0087\n", "is JPEG XL")]
    [InlineData("<!DOCTYPE html><html>", "web page")]
    [InlineData("\n <html lang='en'>", "web page")]
    [InlineData("<?xml version='1.0'?><svg xmlns=''>", "is SVG")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a", "git lfs pull")]
    [InlineData("8BPS....", "Photoshop")]
    [InlineData("%PDF-1.7", "is a PDF")]
    [InlineData("PK\u0003\u0004....", "ZIP")]
    [InlineData("just some text", "is not a JPEG, PNG, WebP, BMP or GIF image")]
    public void Another_kind_of_file_is_named_with_the_way_out(string begin, string said) =>
        Assert.Contains(
            said,
            TestImages
                .Refused(
                    ErrorCode.InvalidImage,
                    () => ImageReader.Read(Encoding.Latin1.GetBytes(begin + new string(' ', 40)))
                )
                .Message,
            StringComparison.Ordinal
        );

    internal static byte[] Photo(bool isBig)
    {
        byte[] jpeg = ImageWriter.Encode(TestImages.Smooth(40, 30), ImageFormat.Jpeg);
        (jpeg[13], jpeg[14], jpeg[15], jpeg[16], jpeg[17]) = (1, 1, 0x2C, 1, 0x2C); // JFIF: 300 dpi
        jpeg = TestFiles.WithSegment(jpeg, 0xFE, [.. "hello"u8]);
        jpeg = TestFiles.WithSegment(jpeg, 0xED, [.. "Photoshop 3.0\0"u8, .. Iptc]);
        jpeg = TestFiles.WithSegment(
            jpeg,
            0xE1,
            [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(Xmp)]
        );
        return TestFiles.WithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. ExifFile.Build(isBig, orientation: 6)]);
    }

    private static RasterImage Edited(RasterImage image) =>
        image.With((image.Metadata ?? new ImageMetadata()) with { IsComposite = true });
}
