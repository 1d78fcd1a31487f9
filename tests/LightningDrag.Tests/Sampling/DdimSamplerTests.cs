using LightningDrag.Models;
using LightningDrag.Sampling;
using LightningDrag.TestSupport;
using LightningDrag.Weights;

namespace LightningDrag.Tests.Sampling;

public class DdimSamplerTests
{
    private static readonly DdimSampler Sampler = new();

    /// <summary>
    /// The prototype's first step: from its recorded noise and prediction to its recorded latent. Tolerance: a few
    /// roundings of float32 at values up to 5, for sums taken in another order.
    /// </summary>
    [Fact]
    public void One_step_from_the_prototypes_prediction_gives_its_next_latent()
    {
        using var golden = SafetensorsFile.Open(SharedData.Require("goldens/compact/edit.safetensors"));
        float[] flow = Array.ConvertAll(golden.ReadArray<float>("step0_flow"), u => u * 1.5f);
        float[] visibility = Array.ConvertAll(
            golden.ReadArray<float>("step0_visibility_logit"),
            logit => MathF.Tanh(logit / 2)
        );
        var shape = new LatentShape(3, 64, 64);
        var clean = new Latents(1, shape, [.. flow, .. visibility]);
        var schedule = new NoiseSchedule(golden.ReadArray<float>("alphas_cumprod"), PredictionTarget.Clean)
        {
            Spacing = TimestepSpacing.Trailing,
        };
        int[] timesteps = Sampler.Timesteps(4, schedule);
        Assert.Equal(golden.ReadArray<long>("timesteps"), timesteps.Select(t => (long)t));

        var latent = new Latents(1, shape, golden.ReadArray<float>("noise"));
        var (x0, noise) = schedule.Split(clean, latent, timesteps[0]);
        var none = CandidateNoise.Independent([0]);
        var next = Sampler.Next(new SamplerStep(latent, x0, noise, timesteps, 0, schedule), none);
        Assert.All(
            golden.ReadArray<float>("latent_after_step0").Zip(next.Values),
            pair => Assert.Equal(pair.First, pair.Second, 1e-5f)
        );
    }

    /// <summary>The library's lists for every spacing, by number of steps.</summary>
    [Fact]
    public void Timesteps_equal_the_references()
    {
        foreach (
            var (spacing, name) in new[]
            {
                (TimestepSpacing.Leading, "leading"),
                (TimestepSpacing.Trailing, "trailing"),
                (TimestepSpacing.Linspace, "linspace"),
            }
        )
        {
            var schedule = SchedulerGolden.Schedule(spacing);
            foreach (var (steps, timesteps) in SchedulerGolden.Timesteps("ddim", name))
                Assert.Equal(timesteps, Sampler.Timesteps(steps, schedule));
        }
    }

    /// <summary>Exact up to a rounding or two of float32 on latents of a few units.</summary>
    [Theory]
    [InlineData("ddim8", "ddim8", TimestepSpacing.Leading, false)]
    [InlineData("ddim15", "ddim15", TimestepSpacing.Leading, false)]
    [InlineData("ddim25", "ddim25", TimestepSpacing.Leading, false)]
    [InlineData("ddim8_trailing", "ddim8", TimestepSpacing.Trailing, false)]
    [InlineData("ddim8_linspace", "ddim8", TimestepSpacing.Linspace, false)]
    public void A_run_equals_the_references(string run, string inputs, TimestepSpacing spacing, bool endsAtOne) =>
        SchedulerGolden.CompareRun(Sampler, SchedulerGolden.Schedule(spacing, endsAtOne), run, inputs);

    [Fact]
    public void The_way_may_end_at_one()
    {
        var schedule = SchedulerGolden.Schedule(TimestepSpacing.Leading, endsAtOne: true);
        var final = SchedulerGolden.Run(Sampler, schedule, "ddim8")[^1];
        SchedulerGolden.AssertEqual("ddim8_alpha_to_one.final", final);
    }

    [Theory]
    [InlineData(TimestepSpacing.Leading)]
    [InlineData(TimestepSpacing.Trailing)]
    [InlineData(TimestepSpacing.Linspace)]
    public void Timesteps_never_repeat_nor_leave_the_schedule(TimestepSpacing spacing)
    {
        var schedule = new NoiseSchedule(new float[1000], PredictionTarget.Noise)
        {
            Spacing = spacing,
            StepsOffset = 1,
        };
        for (int steps = 1; steps <= 50; steps++)
        {
            var timesteps = Sampler.Timesteps(steps, schedule);
            Assert.Equal(timesteps.Distinct().OrderDescending(), timesteps);
            Assert.InRange(timesteps[0], 0, 999);
            Assert.InRange(timesteps[^1], 0, 999);
        }
    }

    [Fact]
    public void A_trailing_run_of_any_length_ends_at_the_clean_estimate()
    {
        var schedule = SchedulerGolden.Schedule(TimestepSpacing.Trailing, endsAtOne: true);
        var none = CandidateNoise.Independent([0]);
        for (int steps = 1; steps <= 50; steps++)
        {
            var (clean, noise) = (Filled(1), Filled(9));
            var end = Sampler.Next(
                new SamplerStep(clean, clean, noise, Sampler.Timesteps(steps, schedule), steps - 1, schedule),
                none
            );
            Assert.All(end.Values, value => Assert.Equal(1f, value));
        }

        static Latents Filled(float value) => new(1, new LatentShape(4, 2, 2), [.. Enumerable.Repeat(value, 16)]);
    }
}
