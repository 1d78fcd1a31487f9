using LightningDrag.Evaluation.Metrics;
using LightningDrag.Imaging;
using LightningDrag.Training.Motion.Network;

namespace LightningDrag.Evaluation.Tests.Metrics;

public sealed class FeatureDistanceTests : IDisposable
{
    private const int Size = 64;
    private readonly AppearanceEncoder encoder = TestEncoder.Load();

    public void Dispose() => encoder.Dispose();

    [Fact]
    public void EqualPictures_HaveNone_AndASmearIsFartherThanAnOffset()
    {
        RasterImage image = TestPairs.Texture(Size);
        EditMask mask = TestPairs.Disc(Size, 20);
        using var distance = new FeatureDistance(encoder);

        var same = distance.Of(image, image, mask);
        var brighter = distance.Of(Map(image, v => v + 8), image, mask);
        var smear = distance.Of(Map(image, v => 128 + ((v - 128) / 8)), image, mask);

        Assert.Equal(0, same.InMask, 1e-6);
        Assert.Equal(0, same.Whole, 1e-6);
        Assert.InRange(smear.InMask, 3 * brighter.InMask, 4);
    }

    [Fact]
    public void ADifferenceFarFromTheMask_CountsOnlyForTheWhole()
    {
        const int Large = 256;
        RasterImage image = TestPairs.Texture(Large),
            changed = new(Large, Large, (byte[])image.Pixels.Clone());
        for (int y = 0; y < 40; y++)
            changed.Row(y)[..(40 * RasterImage.BytesPerPixel)].Fill(255);

        using var distance = new FeatureDistance(encoder);
        var found = distance.Of(changed, image, TestPairs.Disc(Large, 20));

        Assert.True(found.Whole > 10 * found.InMask, $"{found}");
    }

    private static RasterImage Map(RasterImage image, Func<int, int> change) =>
        new(
            image.Width,
            image.Height,
            [.. image.Pixels.Select((v, i) => (byte)(i % 4 == 3 ? v : Math.Clamp(change(v), 0, 255)))]
        );
}
