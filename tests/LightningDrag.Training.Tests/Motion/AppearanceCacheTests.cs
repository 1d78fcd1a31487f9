using LightningDrag.Geometry;
using LightningDrag.Training.Motion;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion;

public class AppearanceCacheTests
{
    private const int Size = 64;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Features_are_the_encoders_in_the_order_of_the_batch(bool isTuned)
    {
        using var scope = NewDisposeScope();
        using var encoder = new AppearanceEncoder();
        using var cache = new AppearanceCache(encoder, isTuned ? encoder : null);
        object first = new(),
            second = new();
        using var batch = MotionBatch.Create([Sample(first, 10), Sample(second, 200), Sample(first, 10)]);
        using var _ = no_grad();
        var expected = encoder.Encode(batch.Source);
        for (int time = 0; time < 2; time++)
        {
            var features = cache.Encode(batch);
            Assert.InRange((features.Stride4 - expected.Stride4).abs().max().item<float>(), 0, 1e-3f);
            Assert.InRange((features.Stride32 - expected.Stride32).abs().max().item<float>(), 0, 1e-3f);
            cache.Trim();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_known_picture_is_not_encoded_again(bool isTuned)
    {
        using var scope = NewDisposeScope();
        using var encoder = new AppearanceEncoder();
        using var cache = new AppearanceCache(encoder, isTuned ? encoder : null);
        object picture = new();
        using var batch = MotionBatch.Create([Sample(picture, 10)]);
        using var other = MotionBatch.Create([Sample(picture, 200)]);
        var features = cache.Encode(batch);
        Assert.Equal(0, (cache.Encode(other).Stride8 - features.Stride8).abs().max().item<float>());
    }

    private static MotionSample Sample(object picture, byte grey)
    {
        var source = new byte[3 * Size * Size];
        Array.Fill(source, grey);
        var ones = new byte[Size * Size];
        Array.Fill(ones, (byte)1);
        return new MotionSample(
            Size,
            source,
            new float[Size * Size],
            new float[Size * Size],
            ones,
            ones,
            ones,
            [new PointPair(new PixelPoint(20, 20), new PixelPoint(30, 20))],
            picture
        );
    }
}
