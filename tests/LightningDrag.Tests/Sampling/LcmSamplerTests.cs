using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Tests.Sampling;

public class LcmSamplerTests
{
    private static readonly LcmSampler Sampler = new();

    [Fact]
    public void Timesteps_equal_the_references()
    {
        var schedule = SchedulerGolden.Schedule(TimestepSpacing.Leading);
        foreach (var (steps, timesteps) in SchedulerGolden.Timesteps("lcm", null))
            Assert.Equal(timesteps, Sampler.Timesteps(steps, schedule));
    }

    [Theory]
    [InlineData("lcm1")]
    [InlineData("lcm4")]
    [InlineData("lcm8")]
    [InlineData("lcm15")]
    public void A_run_equals_the_references(string run) =>
        SchedulerGolden.CompareRun(Sampler, SchedulerGolden.Schedule(TimestepSpacing.Leading), run, run);

    [Fact]
    public void More_steps_than_were_distilled_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Sampler.Timesteps(51, SchedulerGolden.Schedule(TimestepSpacing.Leading))
        );
}
