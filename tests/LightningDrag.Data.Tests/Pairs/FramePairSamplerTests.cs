using LightningDrag.Data.Pairs;

namespace LightningDrag.Data.Tests.Pairs;

public class FramePairSamplerTests
{
    private static readonly PairSamplingOptions Options = new();

    [Theory]
    [InlineData(12)]
    [InlineData(30)]
    [InlineData(60)]
    public void Gaps_AreTimes_WhateverTheFrameRate_InBothDirections(double rate)
    {
        double[] seconds = [.. Enumerable.Range(0, (int)(4 * rate)).Select(i => i / rate)];
        var sampler = new FramePairSampler(seconds, Options, new Random(1));

        var drawn = Enumerable.Range(0, 400).Select(_ => sampler.Draw()).OfType<(int Source, int Target)>().ToList();
        double[] gaps = [.. drawn.Select(pair => seconds[pair.Target] - seconds[pair.Source])];

        Assert.True(drawn.Count > 300);
        Assert.All(gaps, gap => Assert.InRange(Math.Abs(gap), Options.MinimumGap * 0.7, Options.FirstGap * 1.3));
        Assert.InRange(gaps.Average(Math.Abs), 0.6, 0.75);
        Assert.InRange(gaps.Count(gap => gap > 0), drawn.Count * 0.4, drawn.Count * 0.6);
    }

    [Fact]
    public void AlikePairs_AreNotDrawnTwice()
    {
        double[] seconds = [.. Enumerable.Range(0, 30).Select(i => i / 30.0)];
        var sampler = new FramePairSampler(seconds, Options, new Random(1));
        List<(int Source, int Target)> kept = [];
        for (int n = 0; n < 500; n++)
        {
            if (sampler.Draw() is not var (source, target))
                continue;
            kept.Add((Math.Min(source, target), Math.Max(source, target)));
            sampler.Take(source, target);
        }

        Assert.InRange(kept.Count, 5, 60);
        Assert.All(
            kept,
            a =>
                Assert.Single(
                    kept,
                    b =>
                        Math.Abs(seconds[a.Source] - seconds[b.Source]) < 0.099
                        && Math.Abs(seconds[a.Target] - seconds[b.Target]) < 0.099
                )
        );
    }

    [Theory]
    [InlineData(true, 1.3, 1.9)]
    [InlineData(false, 0.15, 0.3)]
    public void FramesAreFartherApart_InASlowShot_AndNearerInAFastOne(bool isTooNear, double least, double most)
    {
        double[] seconds = [.. Enumerable.Range(0, 300).Select(i => i / 30.0)];
        var sampler = new FramePairSampler(seconds, Options, new Random(1));
        for (int n = 0; n < 100; n++)
            sampler.Learn(isTooNear);

        double[] gaps =
        [
            .. Enumerable
                .Range(0, 200)
                .Select(_ => sampler.Draw())
                .OfType<(int Source, int Target)>()
                .Select(pair => Math.Abs(seconds[pair.Target] - seconds[pair.Source])),
        ];

        Assert.InRange(gaps.Average(), least, most);
        Assert.InRange(gaps.Max(), Options.MinimumGap, Options.MaximumGap * 1.05);
    }

    [Fact]
    public void ASlowButShortShot_StillGivesFrames()
    {
        double[] seconds = [.. Enumerable.Range(0, 16).Select(i => i / 8.0)];
        var sampler = new FramePairSampler(seconds, Options, new Random(1));
        for (int n = 0; n < 100; n++)
            sampler.Learn(isTooNear: true);

        Assert.InRange(Enumerable.Range(0, 100).Count(_ => sampler.Draw() is not null), 70, 100);
    }

    [Fact]
    public void AShotThatIsTooShort_GivesNone()
    {
        var sampler = new FramePairSampler([0, 0.01, 0.02, 0.03], Options, new Random(1));

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Null(sampler.Draw()));
    }
}
