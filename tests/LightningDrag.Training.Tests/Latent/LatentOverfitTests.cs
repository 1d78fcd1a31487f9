using LightningDrag.Models;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Sampling;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Latent;
using LightningDrag.Training.Pairs;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Latent;

public class LatentOverfitTests(ITestOutputHelper output)
{
    /// <summary>
    /// A random base cannot denoise, so here it is trained along; what is trained as published is the next test's.
    /// </summary>
    [Fact]
    public void Eight_pairs_are_learned_by_heart_and_the_edits_follow_the_points()
    {
        using var fixture = new LatentFixture();
        var options = fixture.Options("overfit", steps: 250) with
        {
            TrainDenoiser = true,
            Recompute = false,
            PointDropout = 0,
            Crop = 1,
            Flip = false,
            ColourJitter = 0,
            PictureSteps = 10,
            ReportEvery = 50,
        };
        using var group = new SingleProcess();
        using var networks = LatentNetworkLoader.Load(options);
        using var task = fixture.Task(options, networks, group);
        var validation = new LatentValidation(options with { Pictures = 0 }, networks, fixture.Pairs, isHeldOut: false);
        double before = validation.Measure().Error;
        TrainingLoop.Run(options, task, group, new Lines(output), TestContext.Current.CancellationToken);
        double after = validation.Measure().Error;
        output.WriteLine($"loss {before} → {after}");
        Assert.True(after < before / 10, $"The loss went from {before} to {after}.");

        Tensor[] truths =
        [
            .. Enumerable.Range(0, fixture.Pairs.Count).Select(i => LatentOf(networks, fixture.Pairs.Read(i))),
        ];
        var shares = new List<float>();
        for (int i = 0; i < truths.Length; i++)
        {
            var edit = LatentEdit.Run(networks, options, fixture.Pairs.Read(i), seed: 5, Guidance.Off).Latent;
            // How far the edit is on the way from the target of the same source under the other points to its own: half
            // way, if points did nothing.
            Tensor way = truths[i] - truths[i ^ 1];
            shares.Add((((edit.ToTensor() - truths[i ^ 1]) * way).sum() / way.square().sum()).item<float>());
            output.WriteLine($"pair {i}: {shares[^1]:f2}");
        }

        Assert.All(shares, share => Assert.InRange(share, 0.75f, 1.25f));
    }

    private static Tensor LatentOf(LatentNetworks networks, SupervisionPair pair)
    {
        using var inference = inference_mode();
        using var latents = networks.Codec.Encode(PixelValues.FromImage(pair.Target));
        return latents.Mean * latents.Scale;
    }

    private sealed class Lines(ITestOutputHelper output) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            output.WriteLine($"{value.Step} {value.Loss:f4} {value.SamplesPerSecond:f1}/s {value.Validation}");
    }
}
