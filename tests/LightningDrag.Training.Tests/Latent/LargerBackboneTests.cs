using LightningDrag.Models;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Clip;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Latent;
using LightningDrag.Training.Planning;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Latent;

/// <summary>SDXL's blocks (transformer depths 0, 2, 10; linear projections; pooled text and size ids) at a tenth of its width.</summary>
public class LargerBackboneTests
{
    private const int Context = 24, PooledWidth = 16, IdWidth = 8;

    [Fact]
    public void Takes_a_training_step_and_its_checkpoint_comes_back()
    {
        using var fixture = new LatentFixture();
        var options = fixture.Options("sdxl", steps: 1) with { Batch = 2, Pictures = 0, ValidationSamples = 1, WarmupSteps = 1 };
        using var group = new SingleProcess();
        using var task = fixture.Task(options, Networks(seed: 1), group);
        var before = task.Parameters.ToDictionary(p => p.Name, p => p.Value.detach().clone());
        TrainingLoop.Run(options, task, group, null, TestContext.Current.CancellationToken);
        Assert.Contains(task.Parameters, p => p.Name == "appearance_encoder.add_embedding.linear_1.weight");
        Assert.True(task.Parameters.Count(p => !p.Value.eq(before[p.Name]).all().item<bool>()) > task.Parameters.Count / 2);

        using var other = fixture.Task(options, Networks(seed: 2), group);
        using var average = new ExponentialMovingAverage(other.Parameters, options.EmaDecay);
        using var optimizer = new AdamWOptimizer(other.Parameters, options.WeightDecay, options.SecondMomentDecay);
        Assert.Equal(1, new TrainingCheckpoint(options.Output).Restore(other.Parameters, average, optimizer));
        Assert.All(task.Parameters.Zip(other.Parameters), pair => Assert.True(pair.First.Value.eq(pair.Second.Value).all().item<bool>()));
    }

    private static LatentNetworks Networks(long seed)
    {
        manual_seed(seed);
        var at = Placement.Default;
        var unet = LatentCost.Sdxl with { Widths = [32, 64, 128], Heads = [2, 4, 8], CrossAttentionWidth = Context, TimeIdWidth = IdWidth, AddedWidth = PooledWidth + (6 * IdWidth) };
        var vision = new ClipVisionConfig { Width = 32, InnerWidth = 48, Layers = 1, Heads = 4, Activation = ClipActivation.Gelu, ProjectionWidth = 24, ImageSize = 224, PatchSize = 56 };
        var denoiser = Filled(new DenoisingUNet(at, unet));
        return new LatentNetworks
        {
            Denoiser = denoiser,
            Processors = Filled(new DragProcessors(at, denoiser.Sites, pointWidth: 1, Context)),
            Appearance = Filled(new AppearanceUNet(at, unet)),
            Points = Filled(new PointEmbedding(at, 1)),
            Codec = Filled(new AutoencoderKL(at, new VaeConfig { Widths = [8, 8, 8, 8], NormGroups = 4, BlocksPerLevel = 1 })),
            Vision = Filled(new ClipVisionEncoder(at, vision)),
            ImageProjection = Filled(new ImageProjection(at, 24, 4, Context)),
            Text = randn(1, 77, Context),
            Added = new AddedCondition(randn(1, PooledWidth), tensor(new float[] { 64, 64, 0, 0, 64, 64 }, [1, 6])),
            Schedule = new NoiseSchedule(NoiseSchedule.ScaledLinear(0.00085, 0.012, 1000), PredictionTarget.Noise),
        };
    }

    private static T Filled<T>(T network)
        where T : nn.Module
    {
        using var _ = no_grad();
        foreach (var parameter in network.parameters())
        {
            if (parameter.shape.Length == 1) parameter.fill_(0.5);
            else parameter.copy_(randn(parameter.shape) / Math.Sqrt(parameter.numel() / (double)parameter.shape[0]));
        }

        return network;
    }
}
