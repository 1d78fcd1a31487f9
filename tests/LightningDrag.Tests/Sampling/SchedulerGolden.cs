using System.Numerics.Tensors;
using System.Text.Json;
using LightningDrag.Models;
using LightningDrag.Sampling;
using LightningDrag.TestSupport;
using LightningDrag.Weights;

namespace LightningDrag.Tests.Sampling;

/// <summary>Runs of the published pipeline's samplers with recorded model outputs and noise.</summary>
internal static class SchedulerGolden
{
    private const string Folder = "goldens/lightningdrag/schedulers/";

    public static NoiseSchedule Schedule(TimestepSpacing spacing, bool endsAtOne = false) =>
        new(NoiseSchedule.ScaledLinear(0.00085, 0.012, 1000), PredictionTarget.Noise)
        {
            Spacing = spacing,
            StepsOffset = 1,
            EndsAtOne = endsAtOne,
        };

    /// <summary>Timesteps by their number.</summary>
    public static IEnumerable<(int Steps, int[] Timesteps)> Timesteps(string sampler, string? spacing)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedData.Require(Folder + "schedulers.json")));
        var lists = json.RootElement.GetProperty(sampler);
        if (spacing is not null)
            lists = lists.GetProperty(spacing);
        else if (lists.TryGetProperty("timesteps", out var inner))
            lists = inner;
        return
        [
            .. lists
                .EnumerateObject()
                .Where(list => int.TryParse(list.Name, out _))
                .Select(list =>
                    (int.Parse(list.Name), list.Value.EnumerateArray().Select(t => t.GetInt32()).ToArray())
                ),
        ];
    }

    /// <summary>The latents after each step.</summary>
    public static Latents[] Run(ISampler sampler, NoiseSchedule schedule, string inputs)
    {
        using var golden = Open();
        var outputs = Read(golden, inputs + ".model_output");
        int steps = outputs.Count;
        var noise = new ReplayedNoise(golden.Contains(inputs + ".noise") ? Read(golden, inputs + ".noise") : null);
        var latent = Read(golden, inputs + ".start");
        int[] timesteps = sampler.Timesteps(steps, schedule);
        var latents = new Latents[steps];
        for (int i = 0; i < steps; i++)
        {
            var (clean, predicted) = schedule.Split(One(outputs, i), latent, timesteps[i]);
            latents[i] = latent = sampler.Next(
                new SamplerStep(latent, clean, predicted, timesteps, i, schedule),
                noise
            );
        }

        return latents;
    }

    public static void CompareRun(ISampler sampler, NoiseSchedule schedule, string run, string inputs)
    {
        var latents = Run(sampler, schedule, inputs);
        using var golden = Open();
        var expected = Read(golden, run + ".latents");
        Assert.Equal(expected.Count, latents.Length);
        for (int i = 0; i < latents.Length; i++)
            AssertEqual(One(expected, i), latents[i]);
    }

    public static void AssertEqual(string name, Latents actual)
    {
        using var golden = Open();
        AssertEqual(Read(golden, name), actual);
    }

    private static void AssertEqual(Latents expected, Latents actual)
    {
        Assert.Equal((expected.Count, expected.Shape), (actual.Count, actual.Shape));
        float deviation = TensorPrimitives.StdDev<float>(expected.Values) * 1e-6f;
        Assert.All(expected.Values.Zip(actual.Values), pair => Assert.Equal(pair.First, pair.Second, deviation));
    }

    /// <summary>All latents of a recorded tensor. // [N, C, h, w]</summary>
    private static Latents Read(SafetensorsFile golden, string name)
    {
        int[] shape = [.. golden.Info(name).Shape.Select(size => (int)size)];
        return new Latents(shape[0], new LatentShape(shape[1], shape[2], shape[3]), golden.ReadArray<float>(name));
    }

    private static Latents One(Latents all, int index) => new(1, all.Shape, all[index].ToArray());

    private static SafetensorsFile Open() =>
        SafetensorsFile.Open(SharedData.Require(Folder + "schedulers.safetensors"));

    /// <summary>The draws of a recorded run, row by row.</summary>
    private sealed class ReplayedNoise(Latents? rows) : ILatentNoise
    {
        private int next;

        public int Candidates => 1;

        public Latents DrawShared(LatentShape shape) => Draw(shape);

        public Latents Draw(LatentShape shape)
        {
            Assert.Equal(shape, rows!.Shape);
            return One(rows, next++);
        }
    }
}
