using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Latent;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Latent;

public class LatentTrainerTests
{
    [Fact]
    public void What_is_published_as_frozen_stays_and_the_rest_learns()
    {
        using var fixture = new LatentFixture();
        var options = fixture.Options("frozen", steps: 3) with { Pictures = 0 };
        using var group = new SingleProcess();
        using var networks = LatentNetworkLoader.Load(options);
        var frozen = Copy([networks.Denoiser, (nn.Module)networks.Codec, networks.Vision, networks.ImageProjection]);
        var images = networks
            .Processors.state_dict()
            .Where(t => t.Key.Contains("_ip.", StringComparison.Ordinal))
            .ToDictionary(t => t.Key, t => t.Value.clone());
        using var task = fixture.Task(options, networks, group);
        var before = task.Parameters.ToDictionary(p => p.Name, p => p.Value.detach().clone());
        TrainingLoop.Run(options, task, group, null, TestContext.Current.CancellationToken);

        foreach (var (tensor, saved) in frozen)
            Assert.True(Same(tensor, saved));
        foreach (var (name, saved) in images)
            Assert.True(Same(networks.Processors.state_dict()[name], saved));
        // The small base has no attention at the coarsest levels of the point embedding.
        var reached = task.Parameters.Where(p => p.Value.grad is not null).ToArray();
        Assert.InRange(reached.Length, task.Parameters.Count - 8, task.Parameters.Count);
        Assert.All(
            reached,
            parameter =>
                Assert.False(Same(parameter.Value, before[parameter.Name]), $"{parameter.Name} has not learned.")
        );
    }

    [Fact]
    public void Recomputed_activations_and_parts_give_the_gradients_of_the_whole_batch()
    {
        using var fixture = new LatentFixture();
        var plain = Gradients(
            fixture,
            fixture.Options("plain", steps: 1) with
            {
                Recompute = false,
                TrainDenoiser = true,
            }
        );
        var recomputed = Gradients(
            fixture,
            fixture.Options("again", steps: 1) with
            {
                Recompute = true,
                TrainDenoiser = true,
                Accumulation = 2,
            }
        );
        double norm = Math.Sqrt(plain.Values.Sum(g => g.square().sum().item<float>()));
        foreach (var (name, gradient) in plain)
            Assert.True((gradient - recomputed[name]).norm().item<float>() < 1e-5 * norm, name);
    }

    [Fact]
    public async Task A_resumed_run_ends_with_the_same_bits_and_leaves_a_model_that_edits()
    {
        using var fixture = new LatentFixture();
        var whole = fixture.Options("whole", steps: 4) with { Accumulation = 2 };
        LatentFixture.Run(whole, null, TestContext.Current.CancellationToken);
        var interrupted = fixture.Options("interrupted", steps: 4) with { Accumulation = 2 };
        using (var stop = new CancellationTokenSource())
        {
            LatentFixture.Run(interrupted, new StopAt(2, stop), stop.Token);
        }

        Assert.DoesNotContain(
            Checkpoints(interrupted),
            file => file.EndsWith("000004.safetensors", StringComparison.Ordinal)
        );
        LatentFixture.Run(interrupted with { Resume = true }, null, TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(Checkpoints(whole)[^1]), File.ReadAllBytes(Checkpoints(interrupted)[^1]));
        Assert.Equal(
            4,
            File.ReadLines(Path.Combine(interrupted.Output, "log.jsonl"))
                .Count(line => line.Contains("\"loss\"", StringComparison.Ordinal))
        );
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(whole.Output, "events")));
        var grid = ImageReader.Read(Path.Combine(whole.Output, "pictures", "step-000000004.png"));
        Assert.Equal((3 * 64, 64), (grid.Width, grid.Height));

        var token = TestContext.Current.CancellationToken;
        using var editor = new DragEditor(
            StableDiffusionModel.Load(
                Path.Combine(whole.Output, LatentTrainer.ModelFolder),
                new StableDiffusionOptions { Area = 64 * 64 },
                cancellationToken: token
            )
        );
        await using var session = await editor.OpenAsync(
            ImageReader.Read(Path.Combine(fixture.Data, "pair-00.source.png")),
            token
        );
        var result = await session.EditAsync(
            new DragRequest { Points = [new PointPair(new PixelPoint(32, 32), new PixelPoint(40, 32))], Steps = 2 },
            cancellationToken: token
        );
        Assert.Equal((64, 64), (result.Candidates[0].Image.Width, result.Candidates[0].Image.Height));
    }

    [Fact]
    public void Options_that_do_not_fit_are_named()
    {
        using var fixture = new LatentFixture();
        var error = Assert.Throws<LightningDragException>((fixture.Options("o", 1) with { Accumulation = 3 }).Validate);
        Assert.Contains("'accumulation' is 3", error.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(fixture.Data, "pair-03.mask.png"));
        var broken = Assert.Throws<LightningDragException>(() =>
            LatentFixture.Run(fixture.Options("broken", 1), null, TestContext.Current.CancellationToken)
        );
        Assert.Contains("pair-03.mask.png", broken.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Tensor> Gradients(LatentFixture fixture, LatentTrainingOptions options)
    {
        using var group = new SingleProcess();
        var networks = LatentNetworkLoader.Load(options);
        using var task = fixture.Task(options, networks, group);
        // Projections that are zero let nothing through to the point embedding.
        using (no_grad())
        {
            foreach (
                var parameter in task.Parameters.Where(p =>
                    p.Name.EndsWith(".proj.weight", StringComparison.Ordinal)
                    && p.Name.StartsWith("attention.", StringComparison.Ordinal)
                )
            )
                parameter.Value.fill_(0.05f);
        }

        for (int part = 0; part < options.Accumulation; part++)
            task.Backward(0, part);
        return task
            .Parameters.Where(p => p.Value.grad is not null)
            .ToDictionary(p => p.Name, p => p.Value.grad!.clone());
    }

    private static bool Same(Tensor one, Tensor other) => one.eq(other).all().item<bool>();

    private static (Tensor Tensor, Tensor Saved)[] Copy(IEnumerable<nn.Module> networks) =>
        [.. networks.SelectMany(network => network.state_dict().Values).Select(tensor => (tensor, tensor.clone()))];

    private static string[] Checkpoints(LatentTrainingOptions options) =>
        [.. Directory.GetFiles(options.Output, "checkpoint-*").Order(StringComparer.Ordinal)];

    private sealed class StopAt(long step, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Step >= step)
                stop.Cancel();
        }
    }
}
