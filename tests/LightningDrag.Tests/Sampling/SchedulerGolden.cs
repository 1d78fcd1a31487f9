using System.Text.Json;
using LightningDrag.Models;
using LightningDrag.Sampling;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Sampling;

/// <summary>Runs of the published pipeline's samplers with recorded model outputs and noise.</summary>
internal static class SchedulerGolden
{
    private const string Folder = "goldens/lightningdrag/schedulers/";

    public static NoiseSchedule Schedule(TimestepSpacing spacing, bool endsAtOne = false) =>
        new(NoiseSchedule.ScaledLinear(0.00085, 0.012, 1000), PredictionTarget.Noise) { Spacing = spacing, StepsOffset = 1, EndsAtOne = endsAtOne };

    /// <summary>Timesteps by their number.</summary>
    public static IEnumerable<(int Steps, int[] Timesteps)> Timesteps(string sampler, string? spacing)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require(Folder + "schedulers.json")));
        var lists = json.RootElement.GetProperty(sampler);
        if (spacing is not null) lists = lists.GetProperty(spacing);
        else if (lists.TryGetProperty("timesteps", out var inner)) lists = inner;
        return [.. lists.EnumerateObject()
            .Where(list => int.TryParse(list.Name, out _))
            .Select(list => (int.Parse(list.Name), list.Value.EnumerateArray().Select(t => t.GetInt32()).ToArray()))];
    }

    /// <summary>The latents after each step.</summary>
    public static Tensor[] Run(ISampler sampler, NoiseSchedule schedule, string inputs)
    {
        using var golden = Open();
        var outputs = golden.Read(inputs + ".model_output");
        int steps = (int)outputs.shape[0];
        using var noise = new ReplayedNoise(golden.Contains(inputs + ".noise") ? golden.Read(inputs + ".noise") : null);
        var latent = golden.Read(inputs + ".start");
        int[] timesteps = sampler.Timesteps(steps, schedule);
        var latents = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            var output = outputs[i].reshape(latent.shape);
            var (clean, predicted) = schedule.Split(output, latent, timesteps[i]);
            latents[i] = latent = sampler.Next(new SamplerStep(latent, clean, predicted, timesteps, i, schedule), noise);
        }

        return latents;
    }

    public static void CompareRun(ISampler sampler, NoiseSchedule schedule, string run, string inputs)
    {
        using var scope = NewDisposeScope();
        var latents = Run(sampler, schedule, inputs);
        using var golden = Open();
        var expected = golden.Read(run + ".latents");
        Assert.Equal(expected.shape[0], latents.Length);
        for (int i = 0; i < latents.Length; i++) AssertEqual(expected[i], latents[i]);
    }

    public static void AssertEqual(string name, Tensor actual)
    {
        using var golden = Open();
        AssertEqual(golden.Read(name), actual);
    }

    private static void AssertEqual(Tensor expected, Tensor actual)
    {
        float deviation = ((actual - expected.reshape(actual.shape)).abs().max() / expected.std()).item<float>();
        Assert.InRange(deviation, 0, 1e-6f);
    }

    private static SafetensorsFile Open() => SafetensorsFile.Open(SharedData.Require(Folder + "schedulers.safetensors"));

    /// <summary>The draws of a recorded run, row by row.</summary>
    private sealed class ReplayedNoise(Tensor? rows) : ILatentNoise, IDisposable
    {
        private int next;

        public int Candidates => 1;

        public Tensor DrawShared(params long[] shape) => Draw(shape);

        public Tensor Draw(params long[] shape) => rows![next++].reshape([1, .. shape]);

        public void Dispose() => rows?.Dispose();
    }
}
