using System.Buffers.Binary;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging.Metadata;

/// <summary>16 bits a channel go in and come out.</summary>
public class DeepPngTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Samples_come_back_as_they_were(bool alpha)
    {
        var picture = Deep(37, 23, alpha);
        var back = ImageReader.Read(ImageWriter.Encode(picture, ImageFormat.Png));
        Assert.Equal(picture.DeepPixels, back.DeepPixels);
        Assert.Equal(alpha, back.HasAlpha);
        for (int i = 0; i < back.Pixels.Length; i++)
            Assert.InRange(back.Pixels[i] - (back.DeepPixels![i] / 257.0), -1, 1);
    }

    [Theory]
    [InlineData((byte)0, 1)]
    [InlineData((byte)2, 3)]
    [InlineData((byte)4, 2)]
    [InlineData((byte)6, 4)]
    public void Every_kind_of_sixteen_bits_is_read(byte kind, int channels)
    {
        var lines = new byte[5 * 4 * 2 * channels];
        new Random(kind).NextBytes(lines);
        ushort[] deep = ImageReader.Read(TestFiles.Png(5, 4, 16, kind, lines)).DeepPixels!;
        for (int i = 0; i < 20; i++)
        {
            ushort Sample(int c) => BinaryPrimitives.ReadUInt16BigEndian(lines.AsSpan(((i * channels) + c) * 2));
            ushort[] expected = channels < 3 ? [Sample(0), Sample(0), Sample(0)] : [Sample(0), Sample(1), Sample(2)];
            Assert.Equal(expected, deep[(i * 4)..((i * 4) + 3)]);
            Assert.Equal(channels % 2 == 0 ? Sample(channels - 1) : ushort.MaxValue, deep[(i * 4) + 3]);
        }
    }

    [Fact]
    public void A_result_equals_the_source_outside_the_mask_and_turns_with_it()
    {
        var source = Deep(40, 30, alpha: false);
        var mask = TestImages.Mask(40, 30, (x, y) => x is >= 10 and < 25 && y is >= 5 and < 20);
        var result = PasteBack.Apply(
            source,
            new EditWindow(0, 0, 40, 30),
            TestImages.Noise(40, 30, seed: 7),
            mask,
            feather: 2
        );
        int changed = 0;
        for (int i = 0; i < source.DeepPixels!.Length; i++)
        {
            if (mask.Editable[i / 4] == 0)
                Assert.Equal(source.DeepPixels[i], result.DeepPixels![i]);
            else if (source.DeepPixels[i] != result.DeepPixels![i])
                changed++;
        }

        Assert.InRange(changed, 500, 15 * 15 * 3);
        var turned = ExifOrientation.Apply(source, 6);
        Assert.Equal(source.DeepPixels[(29 * 40 * 4)..((29 * 40 * 4) + 4)], turned.DeepPixels![..4]);
    }

    [Fact]
    public void Another_format_takes_eight_bits_and_says_so()
    {
        var notes = new List<string>();
        ImageWriter.Encode(Deep(8, 8, alpha: false), ImageFormat.Jpeg, null, notes);
        Assert.Contains("16", Assert.Single(notes), StringComparison.Ordinal);
    }

    private static RasterImage Deep(int width, int height, bool alpha)
    {
        var deep = new ushort[width * height * 4];
        var random = new Random(3);
        for (int i = 0; i < deep.Length; i++)
            deep[i] = i % 4 == 3 && !alpha ? ushort.MaxValue : (ushort)random.Next(65536);
        return new RasterImage(width, height, [.. deep.Select(value => (byte)(value >> 8))])
        {
            DeepPixels = deep,
            HasAlpha = alpha,
        };
    }
}
