using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Runtime;
using TorchSharp;

namespace LightningDrag.Benchmarks.StableDiffusion;

/// <summary>
/// One denoising step of Stable Diffusion 1.5's size at 512², one candidate, in single precision: the library against a
/// word-for-word translation of the published pipeline. A step takes seconds, so each is measured a few times and not
/// warmed up for long.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 3)]
public class DenoiserBenchmarks
{
    private const int LatentSide = 64;

    /// <summary>Sums in another order, over a network of this depth.</summary>
    private const double Tolerance = 1e-4;

    private DenoisingScene scene = null!;
    private PlainDenoiser plain = null!;

    [GlobalSetup]
    public void Setup()
    {
        TorchRuntime.EnsureLoaded();
        scene = new DenoisingScene(PublishedSizes.UNet, LatentSide, candidates: 1);
        plain = new PlainDenoiser(scene.Network, scene.Processors);
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var (ours, theirs) = (scene.Step(GuidanceBranch.Both), Translated());
        double deviation = ((ours - theirs).abs().max() / theirs.std()).ToDouble();
        if (!(deviation <= Tolerance))
            throw new InvalidOperationException($"The two do not compute the same: they deviate by {deviation}.");
    }

    [GlobalCleanup]
    public void Cleanup() => scene.Dispose();

    [Benchmark(Baseline = true, Description = "plain translation, both halves")]
    public void Plain() => Run(Translated);

    [Benchmark(Description = "both halves")]
    public void Both() => Run(() => scene.Step(GuidanceBranch.Both));

    [Benchmark(Description = "conditional half alone")]
    public void Conditional() => Run(() => scene.Step(GuidanceBranch.Conditional));

    private torch.Tensor Translated() =>
        plain.Predict(scene.Input, 481, scene.Text, scene.Image, scene.Bank, scene.Points);

    private static void Run(Func<torch.Tensor> step)
    {
        using var inference = torch.inference_mode();
        step().Dispose();
    }
}

/// <summary>
/// The same step in bfloat16, apart from the others so that never two networks of this size are in memory.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 3)]
public class HalfPrecisionDenoiserBenchmarks
{
    private DenoisingScene scene = null!;

    [GlobalSetup]
    public void Setup()
    {
        TorchRuntime.EnsureLoaded();
        scene = new DenoisingScene(PublishedSizes.UNet, 64, candidates: 1, torch.ScalarType.BFloat16);
    }

    [GlobalCleanup]
    public void Cleanup() => scene.Dispose();

    [Benchmark(Description = "both halves, bfloat16")]
    public void Both()
    {
        using var inference = torch.inference_mode();
        scene.Step(GuidanceBranch.Both).Dispose();
    }
}
