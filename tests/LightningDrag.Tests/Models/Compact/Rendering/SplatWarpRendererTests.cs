using CsCheck;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class SplatWarpRendererTests
{
    /// <summary>
    /// The prototype looked up with OpenCV's bicubic (a = −0.75); Catmull–Rom (a = −0.5) rings less and differs by up
    /// to a few levels at the sharpest edges, by 0.2 on average. Where the map tears the prototype smeared a pixel and
    /// this renderer cuts: about 0.4 %.
    /// </summary>
    [Fact]
    public void Looks_the_pixels_up_where_the_prototype_did()
    {
        GoldenEdit golden = GoldenEdit.Load();
        byte[] expected = golden.Bytes("rendered_rgb_unfilled").ToArray();
        RasterImage result = Render(
            FromRgb(golden.Bytes("image_rgb")),
            golden.ExactMotion(),
            new EditMask(256, 256, golden.Bytes("mask").ToArray())
        );

        int[] differences = [.. expected.Select((value, i) => Math.Abs(value - result.Pixels[(i / 3 * 4) + (i % 3)]))];
        Assert.True(differences.Average() < 0.25, $"mean {differences.Average()}");
        Assert.True(
            differences.Count(difference => difference > 3) < differences.Length / 150,
            $"{differences.Count(d => d > 3)} over 3"
        );
    }

    [Theory]
    [InlineData(32)]
    [InlineData(200)]
    [InlineData(1000)]
    public void Without_motion_every_byte_stays(int side)
    {
        RasterImage source = Noise(side, hasAlpha: true);
        RasterImage result = Render(source, Still(64), Everywhere(side));
        Assert.Equal(source.Pixels, result.Pixels);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(500)]
    [InlineData(40)]
    public void A_moved_square_lands_where_it_should_with_its_colour(int side)
    {
        const int grid = 64;
        float scale = side / (float)grid;
        RasterImage source = new(side, side);
        Paint(source, (x, y) => Inside(x / scale, y / scale, 12, 20, 12) ? (230, 60, 40) : (40, 90, 160));
        MotionField motion = ForwardSplatTests.MovedRectangle(grid, left: 12, top: 20, side: 12, dx: 20, dy: 3);
        RasterImage result = Render(source, motion, Everywhere(side));

        float sumX = 0,
            sumY = 0,
            sum = 0;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                int red = result.Row(y)[x * 4];
                float share = (red - 40) / 190f;
                sum += share;
                sumX += share * (x + 0.5f) / scale;
                sumY += share * (y + 0.5f) / scale;
            }
        }

        Assert.Equal(12 + 6 + 20, sumX / sum, 0.5f);
        Assert.Equal(20 + 6 + 3, sumY / sum, 0.5f);
        int centre = (int)(29 * scale),
            column = (int)(38 * scale),
            old = (int)(18 * scale);
        Assert.Equal([230, 60, 40], result.Row(centre).Slice(column * 4, 3).ToArray());
        Assert.Equal([40, 90, 160], result.Row((int)(26 * scale)).Slice(old * 4, 3).ToArray());
    }

    [Fact]
    public void Nothing_changes_outside_the_mask()
    {
        RasterImage source = Noise(96, hasAlpha: false);
        var editable = new byte[96 * 96];
        Array.Fill(editable, (byte)1, 96 * 40, 96 * 30);
        MotionField motion = ForwardSplatTests.MovedRectangle(64, 10, 10, 30, 12, 9);
        RasterImage result = Render(source, motion, new EditMask(96, 96, editable));
        Assert.Equal(source.Pixels[..(96 * 40 * 4)], result.Pixels[..(96 * 40 * 4)]);
        Assert.Equal(source.Pixels[(96 * 70 * 4)..], result.Pixels[(96 * 70 * 4)..]);
    }

    [Fact]
    public void Any_flow_gives_a_picture()
    {
        const int grid = 32;
        Gen<float> genFlow = Gen.Frequency((6, Gen.Const(0f)), (6, Gen.Float[-40, 40]), (1, Gen.Float));
        Gen.Select(genFlow.Array[grid * grid], genFlow.Array[grid * grid], Gen.Float.Array[grid * grid], Gen.Int[2, 70])
            .Sample(
                (x, y, visible, side) =>
                {
                    RasterImage source = new(side, side) { HasAlpha = true };
                    Array.Fill(source.Pixels, (byte)200);
                    var motion = new MotionField(grid, x, y, visible, new float[grid * grid]);
                    RasterImage result = Render(source, motion, Everywhere(side));

                    // A plain picture stays plain: no pixel is left empty, nothing is read from outside.
                    Assert.All(result.Pixels, value => Assert.InRange(value, 198, 202));
                },
                iter: 60
            );
    }

    [Fact]
    public void Transparent_pixels_do_not_bleed_their_colour()
    {
        RasterImage source = new(64, 64) { HasAlpha = true };
        Paint(source, (x, _) => x < 32 ? (255, 0, 0) : (0, 255, 0));
        for (int i = 0; i < 64 * 64; i++)
            source.Pixels[(i * 4) + 3] = (byte)(i % 64 < 32 ? 255 : 0);
        var flow = new float[64 * 64];
        Array.Fill(flow, 0.5f);
        var motion = new MotionField(64, flow, flow, new float[64 * 64], new float[64 * 64]);
        RasterImage result = Render(source, motion, Everywhere(64));
        for (int i = 0; i < 64 * 64; i++)
        {
            if (result.Pixels[(i * 4) + 3] > 8)
                Assert.InRange(result.Pixels[(i * 4) + 1], 0, 3);
        }
    }

    [Fact]
    public void Sizes_must_match()
    {
        Assert.Throws<ArgumentException>(() => Render(new RasterImage(8, 9), Still(16), Everywhere(8)));
        Assert.Throws<ArgumentException>(() => Render(new RasterImage(8, 8), Still(16), Everywhere(9)));
    }

    private static RasterImage Render(
        RasterImage source,
        MotionField motion,
        EditMask mask,
        RenderOptions? options = null
    ) =>
        SplatWarpRenderer.Render(
            new WindowPicture(source, motion.Size),
            motion,
            mask,
            options,
            TestContext.Current.CancellationToken
        );

    private static bool Inside(float x, float y, float left, float top, float side) =>
        x >= left && x < left + side && y >= top && y < top + side;

    private static MotionField Still(int grid) =>
        new(grid, new float[grid * grid], new float[grid * grid], new float[grid * grid], new float[grid * grid]);

    private static EditMask Everywhere(int side)
    {
        var editable = new byte[side * side];
        Array.Fill(editable, (byte)1);
        return new EditMask(side, side, editable);
    }

    private static RasterImage Noise(int side, bool hasAlpha)
    {
        var pixels = new byte[side * side * 4];
        new Random(5).NextBytes(pixels);
        return new RasterImage(side, side, pixels) { HasAlpha = hasAlpha };
    }

    private static RasterImage FromRgb(ReadOnlySpan<byte> rgb)
    {
        var image = new RasterImage(256, 256);
        for (int i = 0; i < 256 * 256; i++)
        {
            rgb.Slice(3 * i, 3).CopyTo(image.Pixels.AsSpan(4 * i));
            image.Pixels[(4 * i) + 3] = 255;
        }

        return image;
    }

    private static void Paint(RasterImage image, Func<float, float, (int R, int G, int B)> colour)
    {
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                (int r, int g, int b) = colour(x + 0.5f, y + 0.5f);
                Span<byte> pixel = image.Row(y).Slice(x * 4, 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = ((byte)r, (byte)g, (byte)b, 255);
            }
        }
    }
}
