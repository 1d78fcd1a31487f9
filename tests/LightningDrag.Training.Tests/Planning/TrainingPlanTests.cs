using LightningDrag.Models.Compact;
using LightningDrag.Training.Latent;
using LightningDrag.Training.Planning;

namespace LightningDrag.Training.Tests.Planning;

public class TrainingPlanTests
{
    private static readonly LatentTrainingOptions Published = new() { Base = "-", Data = ["-"], Output = "-" };

    [Fact]
    public void Counts_the_published_sizes()
    {
        var plan = TrainingPlanner.Plan(Published, new TrainingHardware());
        // Stable Diffusion 1.5's U-Net has 860 million parameters; the encoder lacks its tail and the inpainting channels, the points add 17 million and more.
        Assert.InRange(plan.Cost.TrainedParameters, 860e6, 960e6);
        Assert.InRange(plan.Cost.FrozenParameters, 1.5e9, 1.7e9);
        // About 0.34 and 0.4 T multiply–adds for the two U-Nets at 64², 0.55 for each encoding of a picture (three), 0.16 for the image encoder.
        Assert.InRange(plan.Cost.MultiplyAddsPerSample, 2.0e12, 3.2e12);
        Assert.True(plan.Cost.FlopsPerSample > 2 * plan.Cost.MultiplyAddsPerSample);
        Assert.InRange(plan.Accumulation, 1, plan.SamplesPerDevice);
    }

    [Fact]
    public void Larger_networks_fewer_devices_and_less_memory_show()
    {
        var hardware = new TrainingHardware();
        var plan = TrainingPlanner.Plan(Published, hardware);
        var sdxl = TrainingPlanner.PlanSdxl(Published with { Window = 1024 }, hardware);
        Assert.InRange(sdxl.Cost.TrainedParameters, 2.4e9, 2.8e9);
        Assert.True(sdxl.SecondsPerStep > 3 * plan.SecondsPerStep);
        var one = TrainingPlanner.Plan(Published, hardware with { Devices = 1 });
        Assert.InRange(one.SecondsPerStep / plan.SecondsPerStep, 7, 8);
        Assert.True(one.Accumulation > plan.Accumulation);
        Assert.Equal(0, TrainingPlanner.Plan(Published, hardware with { MemoryGiB = 16 }).Accumulation);
        Assert.True(TrainingPlanner.Plan(Published with { Recompute = false }, hardware).Cost.ActivationBytesPerSample > 3 * plan.Cost.ActivationBytesPerSample);
    }

    [Fact]
    public void Counts_the_compact_model()
    {
        var plan = TrainingPlanner.Plan(new TrainingOptions { Photos = "-", Encoder = "-", Output = "-", Window = 128 }, new TrainingHardware(Devices: 1));
        using var denoiser = new MotionDenoiser();
        Assert.Equal(denoiser.parameters().Sum(p => p.numel()), plan.Cost.TrainedParameters);
        var larger = TrainingPlanner.Plan(new TrainingOptions { Photos = "-", Encoder = "-", Output = "-", Window = 256 }, new TrainingHardware(Devices: 1));
        Assert.InRange((double)larger.Cost.MultiplyAddsPerSample / plan.Cost.MultiplyAddsPerSample, 3.5, 4.1);
    }
}
