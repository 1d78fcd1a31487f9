using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Training.Latent;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Training.Planning;

namespace LightningDrag.Training.Tests.Planning;

public class TrainingPlanTests
{
    private static readonly LatentTrainingOptions Published = new()
    {
        Base = "-",
        Data = ["-"],
        Output = "-",
    };

    [Fact]
    public void Counts_the_published_sizes()
    {
        var plan = TrainingPlanner.Plan(Published, new TrainingHardware());
        // Stable Diffusion 1.5's U-Net has 860 million parameters; the encoder lacks its tail and the inpainting
        // channels, the points add 17 million and more.
        Assert.InRange(plan.Cost.TrainedParameters, 860e6, 960e6);
        Assert.InRange(plan.Cost.FrozenParameters, 1.5e9, 1.7e9);
        // About 0.34 and 0.4 T multiply–adds for the two U-Nets at 64², 0.55 for each encoding of a picture (three),
        // 0.16 for the image encoder.
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
        Assert.True(
            TrainingPlanner.Plan(Published with { Recompute = false }, hardware).Cost.ActivationBytesPerSample
                > 3 * plan.Cost.ActivationBytesPerSample
        );
    }

    /// <summary>
    /// What a sample added to the peak of a process's memory: four steps on a processor at two batches, 4 and 8 as a
    /// rule. Point embeddings show most where the U-Nets recompute.
    /// </summary>
    [Theory]
    [InlineData(new[] { 32, 64 }, 1, 256, 4, false, 91)]
    [InlineData(new[] { 32, 64 }, 1, 512, 4, false, 367)]
    [InlineData(new[] { 32, 64 }, 1, 256, 1, true, 43)]
    [InlineData(new[] { 32, 64 }, 1, 256, 4, true, 57)]
    [InlineData(new[] { 32, 64 }, 1, 256, 16, true, 94)]
    [InlineData(new[] { 32, 64, 128, 128 }, 2, 256, 4, false, 140)]
    [InlineData(new[] { 32, 64, 128, 128 }, 2, 256, 4, true, 80)]
    [InlineData(new[] { 64, 128, 256, 256 }, 2, 256, 8, false, 253)]
    [InlineData(new[] { 64, 128, 256, 256 }, 2, 256, 8, true, 101)]
    public void Memory_of_activations_is_right_to_a_factor_of_two(
        int[] widths,
        int layers,
        int window,
        int pointWidth,
        bool recompute,
        double measuredMiB
    )
    {
        var unet = new UNetConfig
        {
            InChannels = 9,
            Widths = widths,
            Depths = [.. widths.Select((_, level) => level == widths.Length - 1 ? 0 : 1)],
            Heads = [.. widths.Select(_ => 4)],
            LayersPerBlock = layers,
            Groups = 8,
            CrossAttentionWidth = 32,
        };
        var autoencoder = new VaeConfig { Widths = [8, 16, 16, 16], NormGroups = 4 };
        var cost = LatentCost.Of(
            "small",
            unet,
            autoencoder,
            Published with
            {
                Window = window,
                PointWidth = pointWidth,
                Recompute = recompute,
            }
        );
        Assert.InRange(measuredMiB * (1 << 20) / cost.ActivationBytesPerSample, 0.5, 2);
    }

    [Theory]
    [InlineData(128, 14)]
    [InlineData(256, 84)]
    public void So_is_the_compact_model_s(int window, double measuredMiB)
    {
        var plan = TrainingPlanner.Plan(
            new TrainingOptions
            {
                Photos = "-",
                Encoder = "-",
                Output = "-",
                Window = window,
            },
            new TrainingHardware(Devices: 1)
        );
        Assert.InRange(measuredMiB * (1 << 20) / plan.Cost.ActivationBytesPerSample, 0.5, 2);
    }

    [Fact]
    public void A_tuned_encoder_counts_as_trained_but_for_its_shallow_stages()
    {
        var options = new TrainingOptions
        {
            Photos = "-",
            Encoder = "-",
            Output = "-",
            Window = 128,
        };
        TrainingCost frozen = TrainingPlanner.Plan(options, new TrainingHardware(Devices: 1)).Cost,
            tuned = TrainingPlanner.Plan(options with { EncoderRate = 0.25 }, new TrainingHardware(Devices: 1)).Cost;
        Assert.Equal(
            frozen.TrainedParameters + frozen.FrozenParameters,
            tuned.TrainedParameters + tuned.FrozenParameters
        );
        Assert.InRange(tuned.FrozenParameters, 1, frozen.FrozenParameters / 10);
        Assert.InRange(tuned.FlopsPerSample, frozen.FlopsPerSample + 1, 3 * frozen.FlopsPerSample);
    }

    [Fact]
    public void Counts_the_compact_model()
    {
        var plan = TrainingPlanner.Plan(
            new TrainingOptions
            {
                Photos = "-",
                Encoder = "-",
                Output = "-",
                Window = 128,
            },
            new TrainingHardware(Devices: 1)
        );
        using var denoiser = new MotionDenoiser();
        Assert.Equal(denoiser.parameters().Sum(p => p.numel()), plan.Cost.TrainedParameters);
        var larger = TrainingPlanner.Plan(
            new TrainingOptions
            {
                Photos = "-",
                Encoder = "-",
                Output = "-",
                Window = 256,
            },
            new TrainingHardware(Devices: 1)
        );
        Assert.InRange((double)larger.Cost.MultiplyAddsPerSample / plan.Cost.MultiplyAddsPerSample, 3.5, 4.1);
    }
}
