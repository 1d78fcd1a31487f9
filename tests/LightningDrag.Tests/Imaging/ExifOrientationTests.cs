using System.Buffers.Binary;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Containers;

namespace LightningDrag.Tests.Imaging;

public class ExifOrientationTests
{
    /// <summary>
    /// The upright picture's corners (top left, top right, bottom left, bottom right), as corners of the stored one.
    /// </summary>
    public static TheoryData<byte, bool, string> Orientations =>
        new()
        {
            { 1, false, "ABCD" },
            { 2, false, "BADC" },
            { 3, false, "DCBA" },
            { 4, false, "CDAB" },
            { 5, false, "ACBD" },
            { 6, false, "CADB" },
            { 7, false, "DBCA" },
            { 8, false, "BDAC" },
            { 6, true, "CADB" },
        };

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Jpeg_is_turned_upright(byte orientation, bool bigEndian, string corners)
    {
        byte[] jpeg = ImageWriter.Encode(FourCorners(48, 32), ImageFormat.Jpeg);
        AssertCorners(
            ImageReader.Read(
                TestFiles.WithSegment(jpeg, 0xE1, [.. "Exif\0\0"u8, .. TestFiles.Orientation(orientation, bigEndian)])
            ),
            orientation,
            corners
        );
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Png_is_turned_upright(byte orientation, bool bigEndian, string corners)
    {
        RasterImage stored = FourCorners(48, 32);
        byte[] lines = [.. stored.Pixels.Where((_, i) => i % 4 < 3)];
        AssertCorners(
            ImageReader.Read(
                TestFiles.Png(48, 32, 8, 2, lines, ("eXIf", TestFiles.Orientation(orientation, bigEndian)))
            ),
            orientation,
            corners
        );
    }

    [Fact]
    public void Turning_moves_every_pixel_to_its_place()
    {
        RasterImage stored = TestImages.Noise(5, 3, alpha: true);
        RasterImage turned = ExifOrientation.Apply(stored, 6); // stored rows are columns from the right
        for (int y = 0; y < 3; y++)
        {
            for (int x = 0; x < 5; x++)
                Assert.True(stored.Row(y).Slice(x * 4, 4).SequenceEqual(turned.Row(x).Slice((2 - y) * 4, 4)));
        }

        Assert.True(turned.HasAlpha);
        Assert.Equal(stored.Pixels, ExifOrientation.Apply(turned, 8).Pixels);
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Webp_is_turned_upright(byte orientation, bool bigEndian, string corners)
    {
        byte[] webp = WebpContainer.Insert(
            ImageWriter.Encode(FourCorners(48, 32), ImageFormat.Webp),
            TestFiles.Profile(200),
            new WrittenMetadata(),
            48,
            32,
            hasAlpha: false
        );
        byte[] exif = TestFiles.Orientation(orientation, bigEndian);
        webp = [.. webp, .. "EXIF"u8, (byte)exif.Length, 0, 0, 0, .. exif];
        BinaryPrimitives.WriteInt32LittleEndian(webp.AsSpan(4), webp.Length - 8);
        webp[20] |= 8; // has EXIF
        AssertCorners(ImageReader.Read(webp), orientation, corners);
    }

    [Fact]
    public void A_block_without_a_valid_orientation_counts_as_upright()
    {
        byte[] good = TestFiles.Orientation(6, bigEndian: true);
        Assert.Equal(6, ExifOrientation.Parse(good));
        Assert.Equal(6, ExifOrientation.Parse([.. "Exif\0\0"u8, .. good]));
        for (int length = 0; length < 22; length++)
            Assert.Equal(1, ExifOrientation.Parse(good.AsSpan(0, length)));
        Assert.Equal(1, ExifOrientation.Parse(TestFiles.Orientation(0, bigEndian: false)));
        Assert.Equal(1, ExifOrientation.Parse(TestFiles.Orientation(9, bigEndian: false)));
        var random = new Random(3);
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] changed = (byte[])good.Clone();
            for (int i = 0; i < 3; i++)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Assert.InRange(ExifOrientation.Parse(changed), 1, 8);
        }
    }

    private static void AssertCorners(RasterImage image, byte orientation, string corners)
    {
        Assert.Equal(orientation >= 5 ? (32, 48) : (48, 32), (image.Width, image.Height));
        (int x, int y)[] places =
        [
            (3, 3),
            (image.Width - 4, 3),
            (3, image.Height - 4),
            (image.Width - 4, image.Height - 4),
        ];
        Assert.Equal(corners, string.Concat(places.Select(p => Name(image.Row(p.y).Slice(p.x * 4, 3)))));
    }

    /// <summary>A is black, B red, C green, D blue.</summary>
    private static char Name(ReadOnlySpan<byte> pixel) =>
        pixel[0] > 128 ? 'B'
        : pixel[1] > 128 ? 'C'
        : pixel[2] > 128 ? 'D'
        : 'A';

    private static RasterImage FourCorners(int width, int height)
    {
        var image = new RasterImage(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int corner = (x >= width / 2 ? 1 : 0) + (y >= height / 2 ? 2 : 0);
                Span<byte> pixel = image.Row(y).Slice(x * 4, 4);
                if (corner > 0)
                    pixel[corner - 1] = 255;
                pixel[3] = 255;
            }
        }

        return image;
    }
}
