using LightningDrag.Tools.RandomCheckpoint;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Latent;

namespace LightningDrag.Training.Tests.Latent;

/// <summary>
/// SDXL's blocks (transformer depths 0, 2, 10; linear projections; two text encoders, pooled text and size ids) at a
/// tenth of its width.
/// </summary>
public class LargerBackboneTests
{
    [Fact]
    public void Loads_from_its_folder_takes_a_training_step_and_its_checkpoint_comes_back()
    {
        using var fixture = new LatentFixture(CheckpointSize.TinySdxl);
        var options = fixture.Options("sdxl", steps: 1) with
        {
            Batch = 2,
            Pictures = 0,
            ValidationSamples = 1,
            WarmupSteps = 1,
        };
        var networks = LatentNetworkLoader.Load(options);
        Assert.Equal([1, 77, CheckpointSize.TinySdxl.ContextWidth], networks.Text.shape);
        Assert.Equal([1, CheckpointSize.TinySdxl.Sdxl!.PooledWidth], networks.Added!.PooledText.shape);
        Assert.Equal(
            [options.Window, options.Window, 0, 0, options.Window, options.Window],
            networks.Added.TimeIds.data<float>()
        );

        using var group = new SingleProcess();
        using var task = fixture.Task(options, networks, group);
        var before = task.Parameters.ToDictionary(p => p.Name, p => p.Value.detach().clone());
        TrainingLoop.Run(options, task, group, null, TestContext.Current.CancellationToken);
        Assert.Contains(task.Parameters, p => p.Name == "appearance_encoder.add_embedding.linear_1.weight");
        Assert.True(
            task.Parameters.Count(p => !p.Value.eq(before[p.Name]).all().item<bool>()) > task.Parameters.Count / 2
        );

        using var other = fixture.Task(options, LatentNetworkLoader.Load(options with { Seed = 2 }), group);
        using var average = new ExponentialMovingAverage(other.Parameters, options.EmaDecay);
        using var optimizer = new AdamWOptimizer(other.Parameters, options.WeightDecay, options.SecondMomentDecay);
        Assert.Equal(1, new TrainingCheckpoint(options.Output).Restore(other.Parameters, average, optimizer));
        Assert.All(
            task.Parameters.Zip(other.Parameters),
            pair => Assert.True(pair.First.Value.eq(pair.Second.Value).all().item<bool>())
        );
    }
}
