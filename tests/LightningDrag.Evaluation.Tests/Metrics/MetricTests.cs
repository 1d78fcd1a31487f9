using LightningDrag.Data.Shards.Reading;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Tests.Metrics;

public class MetricTests
{
    private const int Size = 64;

    [Fact]
    public void Psnr_OfAConstantDifference_IsTheFormula()
    {
        RasterImage image = TestPairs.Texture(Size),
            brighter = Changed(image, i => 10);

        Assert.Equal(20 * Math.Log10(25.5), ImageError.Psnr(brighter, image)!.Value, 1e-9);
    }

    [Fact]
    public void Psnr_LooksOnlyWhereItIsTold_AndIsCapped()
    {
        RasterImage image = TestPairs.Texture(Size),
            half = Changed(image, i => i < Size * Size / 2 ? 10 : 0);
        bool[] lower = [.. Enumerable.Range(0, Size * Size).Select(i => i >= Size * Size / 2)];

        Assert.Equal(ImageError.Ceiling, ImageError.Psnr(half, image, lower));
        Assert.Equal(20 * Math.Log10(25.5), ImageError.Psnr(half, image, [.. lower.Select(l => !l)])!.Value, 1e-9);
        Assert.Null(ImageError.Psnr(half, image, new bool[Size * Size]));
    }

    [Fact]
    public void Ssim_IsOneForEqualPictures_AndFallsWithContrast()
    {
        RasterImage image = TestPairs.Texture(Size);
        var grey = new RasterImage(Size, Size, [.. image.Pixels.Select((v, i) => (byte)(i % 4 == 3 ? 255 : 128))]);

        Assert.All(StructuralSimilarity.Map(image, image), s => Assert.Equal(1, s, 1e-4));
        Assert.InRange(StructuralSimilarity.Map(grey, image).Average(), -0.1, 0.2);
    }

    [Fact]
    public void MotionError_CountsTrustedPixelsInsideTheMask()
    {
        EditMask mask = TestPairs.Disc(Size, 20);
        MotionField motion = TestPairs.MovingDisc(Size, 64, 3, 4);
        bool[] valid = [.. Enumerable.Range(0, Size * Size).Select(i => i % Size < 32)],
            visible = [.. Enumerable.Range(0, Size * Size).Select(i => i / Size < 32)];
        var truth = new StoredMotion(new float[Size * Size], new float[Size * Size], valid, visible);
        for (int i = 0; i < Size * Size; i++)
            motion.Visibility[i] = i % Size < 32 ? 1 : 0;

        MotionError error = MotionError.Of(motion, truth, mask);

        Assert.Equal(5, error.EndPointError, 1e-6);
        Assert.Equal(Enumerable.Range(0, Size * Size).Count(i => valid[i] && mask.Editable[i] != 0), error.Pixels);

        // Hidden below the middle, predicted hidden right of it: a quarter of three quarters.
        Assert.Equal(1 / 3.0, (double)error.HiddenInBoth / error.HiddenInEither, 0.02);
    }

    [Fact]
    public void Arrival_FindsWhereTheContentWent()
    {
        RasterImage source = TestPairs.Texture(Size),
            result = Shifted(source, 5, 2);
        PixelPoint handle = new(30, 30);

        Assert.Equal([0.0], ArrivalError.Of(source, result, [new PointPair(handle, new PixelPoint(35, 32))]));
        Assert.Equal([5.0], ArrivalError.Of(source, result, [new PointPair(handle, new PixelPoint(38, 36))]));
    }

    [Fact]
    public void Arrival_LeavesOutPins_FlatPatches_AndTheRim()
    {
        RasterImage flat = new(Size, Size),
            textured = TestPairs.Texture(Size);
        var drag = new PointPair(new PixelPoint(30, 30), new PixelPoint(34, 30));

        Assert.Empty(ArrivalError.Of(flat, flat, [drag]));
        Assert.Empty(
            ArrivalError.Of(
                textured,
                textured,
                [new PointPair(drag.Handle, drag.Handle), new PointPair(new PixelPoint(2, 2), new PixelPoint(9, 2))]
            )
        );
    }

    [Fact]
    public void GradientEnergy_IsOneForTheTruth_AndSmallForASmear()
    {
        RasterImage image = TestPairs.Texture(Size);
        bool[] holes = [.. Enumerable.Range(0, Size * Size).Select(i => i % Size > 20 && i % Size < 40)];
        var smear = new RasterImage(Size, Size, [.. image.Pixels.Select((v, i) => (byte)(128 + ((v - 128) / 4)))]);

        Assert.Equal(1, GradientEnergy.Of(image, image, holes).Ratio!.Value, 1e-9);
        Assert.InRange(GradientEnergy.Of(smear, image, holes).Ratio!.Value, 0.02, 0.1);
    }

    [Fact]
    public void Bootstrap_HoldsTheMean_AndRepeats()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => (double)(i % 10))];

        Interval interval = Bootstrap.Mean(values)!;

        // Standard error of the mean: 2.87 / √100; 1.96 of them to either side.
        Assert.Equal(4.5, interval.Value, 1e-9);
        Assert.Equal(4.5 - 0.563, interval.Low, 0.12);
        Assert.Equal(4.5 + 0.563, interval.High, 0.12);
        Assert.Equal(interval, Bootstrap.Mean(values));
        Assert.Null(Bootstrap.Mean([]));
    }

    [Fact]
    public void Bootstrap_OfARatio_WeighsPairsBySize()
    {
        Interval interval = Bootstrap.Ratio([1, 30], [1, 10])!;

        Assert.Equal(31 / 11.0, interval.Value, 1e-9);
        Assert.InRange(interval.Low, 1, 31 / 11.0);
        Assert.InRange(interval.High, 31 / 11.0, 3);
        Assert.Null(Bootstrap.Ratio([0, 0], [0, 0]));
    }

    private static RasterImage Changed(RasterImage image, Func<int, int> by)
    {
        var pixels = (byte[])image.Pixels.Clone();
        for (int i = 0; i < pixels.Length; i++)
        {
            if (i % 4 != 3)
                pixels[i] = (byte)(pixels[i] / 2);
        }

        image.Pixels.AsSpan().Clear();
        pixels.CopyTo(image.Pixels, 0);
        return new RasterImage(
            image.Width,
            image.Height,
            [.. pixels.Select((v, i) => (byte)(i % 4 == 3 ? 255 : v + by(i / 4)))]
        );
    }

    private static RasterImage Shifted(RasterImage image, int dx, int dy)
    {
        var result = new RasterImage(image.Width, image.Height);
        for (int i = 0; i < Size * Size; i++)
        {
            int x = Math.Clamp((i % Size) - dx, 0, Size - 1),
                y = Math.Clamp((i / Size) - dy, 0, Size - 1);
            image.Pixels.AsSpan(4 * ((y * Size) + x), 4).CopyTo(result.Pixels.AsSpan(4 * i));
        }

        return result;
    }
}
