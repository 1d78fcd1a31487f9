using LightningDrag.Sampling;

namespace LightningDrag.Tests.Sampling;

public class DdimSamplerTests
{
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
