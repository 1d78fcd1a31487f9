using System.Text.Json;
using LightningDrag.Sampling;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Sampling;

public class GuidanceTests
{
    /// <summary>The reference counts in single precision, we in double: a rounding of float32 apart.</summary>
    [Fact]
    public void Weights_equal_the_references()
    {
        using var json = JsonDocument.Parse(
            File.ReadAllBytes(SharedData.Require("goldens/lightningdrag/components/guidance.json"))
        );
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            var decay = entry.GetProperty("decay").GetString() switch
            {
                "none" => GuidanceDecay.None,
                "linear" => GuidanceDecay.Linear,
                "square" => GuidanceDecay.Square,
                "quadratic" => GuidanceDecay.Cubic,
                "inv_square" => GuidanceDecay.InverseSquare,
                var other => throw new InvalidOperationException(other),
            };
            int steps = entry.GetProperty("steps").GetInt32();
            var guidance = new Guidance(entry.GetProperty("scale").GetSingle(), decay);
            var weights = entry.GetProperty("weights").EnumerateArray().Select(w => w.GetSingle()).ToArray();
            for (int i = 0; i < steps; i++)
                Assert.Equal(weights[i], guidance.Weight(i, steps), 1e-6f * weights[i]);
        }
    }

    [Fact]
    public void A_scale_of_one_or_less_and_steps_past_the_guided_ones_leave_the_conditional_branch_alone()
    {
        Assert.Equal(1, new Guidance(1, GuidanceDecay.None).Weight(0, 8));
        Assert.Equal(1, new Guidance(0.3f, GuidanceDecay.InverseSquare).Weight(0, 8));
        var firstTwo = new Guidance(4, GuidanceDecay.None, GuidedSteps: 2);
        Assert.Equal([4f, 4f, 1f, 1f], Enumerable.Range(0, 4).Select(i => firstTwo.Weight(i, 4)));
    }
}
