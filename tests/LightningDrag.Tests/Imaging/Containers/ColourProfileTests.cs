using System.Text;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Containers;

namespace LightningDrag.Tests.Imaging.Containers;

public class ColourProfileTests
{
    private static byte[] Gamma => [.. "curv"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0x01, 0xCD];

    [Theory]
    [InlineData(ImageFormat.Png, 560)]
    [InlineData(ImageFormat.Jpeg, 560)]
    [InlineData(ImageFormat.Webp, 560)]
    [InlineData(ImageFormat.Webp, 561)]
    [InlineData(ImageFormat.Png, 1_000_001)]
    [InlineData(ImageFormat.Jpeg, 1_000_001)]
    [InlineData(ImageFormat.Jpeg, 65_519)]
    [InlineData(ImageFormat.Jpeg, 65_520)]
    [InlineData(ImageFormat.Webp, 1_000_001)]
    public void A_profile_comes_back_as_it_was_and_changes_no_pixel(ImageFormat format, int length)
    {
        RasterImage plain = TestImages.Smooth(40, 30);
        byte[] profile = TestFiles.Profile(length);
        var tagged = new RasterImage(40, 30, plain.Pixels) { IccProfile = profile };
        RasterImage back = ImageReader.Read(ImageWriter.Encode(tagged, format)),
            without = ImageReader.Read(ImageWriter.Encode(plain, format));
        Assert.Equal(profile, back.IccProfile);
        Assert.Null(without.IccProfile);
        Assert.Equal(without.Pixels, back.Pixels);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Webp)]
    public void Alpha_stays_beside_a_profile(ImageFormat format)
    {
        RasterImage noise = TestImages.Noise(40, 30, alpha: true);
        for (int i = 3; i < noise.Pixels.Length; i += 4)
            noise.Pixels[i] |= 1;
        foreach (int? quality in new int?[] { null, 100 })
        {
            RasterImage back = ImageReader.Read(
                ImageWriter.Encode(
                    new RasterImage(40, 30, noise.Pixels) { HasAlpha = true, IccProfile = TestFiles.Profile(700) },
                    format,
                    new ImageWriteOptions { WebpQuality = quality }
                )
            );
            Assert.True(back.HasAlpha);
            Assert.Equal(TestFiles.Profile(700), back.IccProfile);
            Assert.Equal(noise.Pixels.Where((_, i) => i % 4 == 3), back.Pixels.Where((_, i) => i % 4 == 3));
            if (quality is null || format == ImageFormat.Png)
                Assert.Equal(noise.Pixels, back.Pixels);
        }
    }

    /// <summary>
    /// A real matrix profile with other primaries than sRGB would show any conversion, which noise could not.
    /// </summary>
    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void Values_stay_in_the_files_own_colour_space(ImageFormat format)
    {
        RasterImage plain = TestImages.Smooth(40, 30);
        byte[] profile = WideProfile();
        RasterImage back = ImageReader.Read(
            ImageWriter.Encode(new RasterImage(40, 30, plain.Pixels) { IccProfile = profile }, format)
        );
        Assert.Equal(profile, back.IccProfile);
        Assert.Equal(ImageReader.Read(ImageWriter.Encode(plain, format)).Pixels, back.Pixels);
    }

    [Fact]
    public void Gamma_and_primaries_of_a_png_change_no_pixel()
    {
        byte[] lines = [.. Enumerable.Range(0, 48).Select(i => (byte)(i * 5))];
        byte[] gamma = [0, 0, 0xB1, 0x8F],
            linear = [0, 1, 0x86, 0xA0];
        Assert.Equal(
            ImageReader.Read(TestFiles.Png(16, 1, 8, 2, lines, ("gAMA", gamma))).Pixels,
            ImageReader.Read(TestFiles.Png(16, 1, 8, 2, lines, ("gAMA", linear))).Pixels
        );
        Assert.Equal(lines[3], ImageReader.Read(TestFiles.Png(16, 1, 8, 2, lines, ("gAMA", linear))).Pixels[4]);
    }

    [Theory]
    [InlineData("GRAY")]
    [InlineData("CMYK")]
    public void A_profile_that_is_not_for_rgb_is_left_out_with_a_note(string space)
    {
        var notes = new List<string>();
        byte[] file = TestFiles.Png(
            3,
            1,
            8,
            0,
            [1, 2, 3],
            ("iCCP", TestFiles.PngProfile(TestFiles.Profile(400, space)))
        );
        Assert.Null(ImageReader.Read(file, notes: notes).IccProfile);
        Assert.Contains("profile", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_inflates_without_end_is_cut_short_with_a_note()
    {
        var notes = new List<string>();
        byte[] bomb = TestFiles.PngProfile(new byte[64 << 20]);
        Assert.InRange(bomb.Length, 0, 4 << 20);
        byte[] file = TestFiles.Png(3, 1, 8, 0, [1, 2, 3], ("iCCP", bomb));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(ImageReader.Read(file, notes: notes).IccProfile);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 32 << 20);
        Assert.Contains("profile", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 65, 0 })]
    [InlineData(new byte[] { 65, 0, 1, 2, 3 })]
    [InlineData(new byte[] { 65, 0, 0, 2, 3, 4, 5, 6, 7, 8 })]
    public void A_damaged_profile_is_left_out_with_a_note(byte[] chunk)
    {
        var notes = new List<string>();
        RasterImage image = ImageReader.Read(TestFiles.Png(3, 1, 8, 0, [1, 2, 3], ("iCCP", chunk)), notes: notes);
        Assert.Equal(2, image.Pixels[4]);
        Assert.Null(image.IccProfile);
        Assert.Contains("profile", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_of_a_jpeg_profile_are_put_in_order_and_all_needed()
    {
        byte[] profile = TestFiles.Profile(300);
        byte[] jpeg = ImageWriter.Encode(TestImages.Smooth(16, 16), ImageFormat.Jpeg);
        byte[] first = Part(1, 2, profile[..200]),
            second = Part(2, 2, profile[200..]);
        Assert.Equal(
            profile,
            Read(TestFiles.WithSegment(TestFiles.WithSegment(jpeg, 0xE2, first), 0xE2, second)).Profile
        );
        Assert.Null(Read(TestFiles.WithSegment(jpeg, 0xE2, first)).Profile);
        Assert.Null(Read(TestFiles.WithSegment(TestFiles.WithSegment(jpeg, 0xE2, first), 0xE2, first)).Profile);
        Assert.NotNull(Read(TestFiles.WithSegment(jpeg, 0xE2, Part(0, 1, profile))).ProfileNote);

        static byte[] Part(byte number, byte count, byte[] data) =>
            [.. Encoding.ASCII.GetBytes("ICC_PROFILE\0"), number, count, .. data];
        static ImageContainer Read(byte[] file) => ImageContainer.Of(file)!;
    }

    /// <summary>A complete display profile: gamma 1.8, primaries of ProPhoto RGB (ICC.1:2022, section 8.3.3).</summary>
    private static byte[] WideProfile()
    {
        (string Tag, byte[] Data)[] tags =
        [
            ("rXYZ", Xyz(0.7977, 0.2880, 0)),
            ("gXYZ", Xyz(0.1352, 0.7119, 0)),
            ("bXYZ", Xyz(0.0313, 0.0001, 0.8249)),
            ("wtpt", Xyz(0.9642, 1, 0.8249)),
            ("rTRC", Gamma),
            ("gTRC", Gamma),
            ("bTRC", Gamma),
        ];
        using var body = new MemoryStream();
        using var table = new MemoryStream();
        int start = 128 + 4 + (tags.Length * 12);
        table.Write(Number(tags.Length));
        foreach ((string tag, byte[] data) in tags)
        {
            table.Write(Encoding.ASCII.GetBytes(tag));
            table.Write(Number(start + (int)body.Length));
            table.Write(Number(data.Length));
            body.Write(data);
            while (body.Length % 4 != 0)
                body.WriteByte(0);
        }

        byte[] profile = [.. new byte[128], .. table.ToArray(), .. body.ToArray()];
        Number(profile.Length).CopyTo(profile, 0);
        Number(0x02400000).CopyTo(profile, 8);
        Encoding.ASCII.GetBytes("mntrRGB XYZ ").CopyTo(profile, 12);
        Encoding.ASCII.GetBytes("acsp").CopyTo(profile, 36);
        Xyz(0.9642, 1, 0.8249).AsSpan(8).CopyTo(profile.AsSpan(68));
        return profile;
    }

    private static byte[] Number(int value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Xyz(double x, double y, double z) =>
        [
            .. "XYZ "u8,
            0,
            0,
            0,
            0,
            .. Number((int)(x * 65536)),
            .. Number((int)(y * 65536)),
            .. Number((int)(z * 65536)),
        ];
}
