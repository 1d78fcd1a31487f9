using LightningDrag.Models;
using LightningDrag.TestSupport;
using LightningDrag.Weights;

namespace LightningDrag.Tests.Models;

public class LatentsTests
{
    private static readonly LatentShape Shape = new(2, 1, 3);

    [Fact]
    public void A_candidates_values_are_a_part_of_all()
    {
        var latents = new Latents(2, Shape, [.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        Assert.Equal([6f, 7, 8, 9, 10, 11], latents[1].ToArray());
        latents[1][0] = -1;
        Assert.Equal(-1, latents.Values[6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => latents[2].Length);
    }

    [Fact]
    public void Values_of_another_number_than_the_shapes_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Latents(2, Shape, new float[11]));
        Assert.Contains("2×1×3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Latents(0, Shape));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Latents(1, new LatentShape(0, 1, 3)));
    }

    [Fact]
    public void A_prediction_is_split_into_what_was_mixed()
    {
        var clean = new Latents(1, Shape, [1, -2, 3, 0, 0.5f, 4]);
        var noise = new Latents(1, Shape, [0.5f, 1, -1, 2, -0.25f, 0]);
        foreach (var target in Enum.GetValues<PredictionTarget>())
        {
            var schedule = new NoiseSchedule([0.9f, 0.36f], target);
            var noisy = Latents.Mix(clean, 0.6f, noise, 0.8f);
            var (foundClean, foundNoise) = schedule.Split(target == PredictionTarget.Noise ? noise : clean, noisy, 1);
            Assert.All(clean.Values.Zip(foundClean.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            Assert.All(noise.Values.Zip(foundNoise.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void Latents_of_different_shapes_do_not_mix() =>
        Assert.Throws<ArgumentException>(() =>
            Latents.Mix(new Latents(1, Shape), 1, new Latents(1, new LatentShape(1, 2, 3)), 1)
        );

    /// <summary>
    /// To two roundings of float32: the reference multiplies in the order that its processor's vectors have.
    /// </summary>
    [Fact]
    public void The_published_schedule_is_the_references()
    {
        using var golden = SafetensorsFile.Open(
            SharedData.Require("goldens/lightningdrag/schedulers/schedulers.safetensors")
        );
        float[] expected = golden.ReadArray<float>("alphas_cumprod"),
            actual = NoiseSchedule.ScaledLinear(0.00085, 0.012, 1000);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1.2e-7f * pair.First));
    }
}
