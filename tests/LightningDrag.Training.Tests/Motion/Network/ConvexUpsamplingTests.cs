using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

public class ConvexUpsamplingTests
{
    [Fact]
    public void A_constant_stays_constant_under_any_weights()
    {
        using var scope = NewDisposeScope();
        var fine = ConvexUpsampling.Upsample(full([1, 2, 8, 8], 3f), randn(1, 144, 8, 8) * 5);
        Assert.Equal([1, 2, 32, 32], fine.shape);
        Assert.InRange((fine - 3).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void Weight_on_the_centre_repeats_the_cell()
    {
        using var scope = NewDisposeScope();
        var logits = full([1, 9, 16, 4, 4], -50f);
        logits.select(1, 4).fill_(50);
        var coarse = randn(1, 1, 4, 4);
        var fine = ConvexUpsampling.Upsample(coarse, logits.view(1, 144, 4, 4));
        var repeated = coarse.repeat_interleave(4, 2).repeat_interleave(4, 3);
        Assert.InRange((fine - repeated).abs().max().item<float>(), 0, 1e-5);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(3, 5)]
    [InlineData(7, 33)]
    public void Without_gradients_it_is_the_same(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        Tensor coarse = randn([1, 4, height, width], generator: generator),
            logits = randn([1, 144, height, width], generator: generator) * 20;

        var expected = ConvexUpsampling.Upsample(coarse, logits)[0];
        float[][] found = ConvexUpsampler.Upsample(
            coarse.data<float>().ToArray(),
            logits.data<float>().ToArray().AsMemory(),
            width
        );

        for (int channel = 0; channel < 4; channel++)
        {
            var difference = expected[channel] - tensor(found[channel], [4 * height, 4 * width]);
            Assert.InRange(difference.abs().max().item<float>(), 0, 1e-5);
        }
    }
}
