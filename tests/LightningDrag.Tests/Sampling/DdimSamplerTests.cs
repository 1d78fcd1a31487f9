using LightningDrag.Sampling;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using TorchSharp;

namespace LightningDrag.Tests.Sampling;

public class DdimSamplerTests
{
    /// <summary>
    /// The prototype's first step: from its recorded noise and prediction to its recorded latent. Tolerance: a few roundings of float32 at
    /// values up to 5, for sums taken in another order.
    /// </summary>
    [Fact]
    public void One_step_from_the_prototypes_prediction_gives_its_next_latent()
    {
        using var scope = torch.NewDisposeScope();
        using var golden = SafetensorsFile.Open(SharedData.Require("goldens/compact/edit.safetensors"));
        var clean = torch.cat([golden.Read("step0_flow") * 1.5f, torch.tanh(golden.Read("step0_visibility_logit") / 2f)], 1);
        var alphas = golden.ReadArray<float>("alphas_cumprod");
        var timesteps = golden.ReadArray<long>("timesteps");
        Assert.Equal(timesteps, Enumerable.Range(0, 4).Select(step => (long)new DdimSampler().Timestep(step, 4, alphas.Length)));

        var next = new DdimSampler().Next(golden.Read("noise"), clean, alphas[timesteps[0]], alphas[timesteps[1]]);
        float difference = (next - golden.Read("latent_after_step0")).abs().max().item<float>();
        Assert.InRange(difference, 0, 1e-5f);
    }

    [Theory]
    [InlineData(1, new[] { 999 })]
    [InlineData(2, new[] { 999, 499 })]
    [InlineData(4, new[] { 999, 749, 499, 249 })]
    [InlineData(3, new[] { 999, 666, 333 })]
    public void Timesteps_start_at_the_noisiest_and_are_evenly_spaced(int steps, int[] expected) =>
        Assert.Equal(expected, Enumerable.Range(0, steps).Select(step => new DdimSampler().Timestep(step, steps, 1000)));

    [Fact]
    public void Timesteps_never_repeat_nor_leave_the_schedule()
    {
        for (int steps = 1; steps <= 50; steps++)
        {
            var timesteps = Enumerable.Range(0, steps).Select(step => new DdimSampler().Timestep(step, steps, 1000)).ToArray();
            Assert.Equal(timesteps.Distinct().OrderDescending(), timesteps);
            Assert.InRange(timesteps[^1], 0, 999);
        }
    }
}
