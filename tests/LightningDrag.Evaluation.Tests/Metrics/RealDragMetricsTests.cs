using LightningDrag.Evaluation.Metrics;
using LightningDrag.Imaging;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Tests.Metrics;

public sealed class RealDragMetricsTests : IDisposable
{
    private const int Size = 128;
    private readonly AppearanceEncoder encoder = TestEncoder.Load();

    public void Dispose() => encoder.Dispose();

    [Fact]
    public void TheTruthIsBest_TheUnchangedPictureChangesNothing_ASpoiledOneLosesOutside()
    {
        SupervisionPair pair = TestPairs.Create("disc", Size, 14, 6);
        using var metrics = new RealDragMetrics(encoder);

        RealDragScores truth = metrics.Of(pair.Target, pair),
            unchanged = metrics.Of(pair.Source, pair);
        RasterImage noise = new(Size, Size, (byte[])pair.Target.Pixels.Clone());
        for (int y = 0; y < 16; y++)
            noise.Row(y).Fill(255);
        RealDragScores spoiled = metrics.Of(noise, pair);

        Assert.Equal(1, truth.InnerPatch!.Value, 1e-4);
        Assert.Equal(1, truth.Direction, 1e-3);
        Assert.True(truth.OuterMask > 0.9, $"{truth}");
        Assert.Equal(1, unchanged.OuterMask, 1e-4);
        Assert.Equal(0, unchanged.Direction);
        Assert.True(
            unchanged.InnerPatch < truth.InnerPatch - 0.05 && unchanged.SemanticDistance > truth.SemanticDistance,
            $"{unchanged}"
        );
        Assert.True(spoiled.OuterMask < truth.OuterMask - 0.05, $"{spoiled}");
    }
}
