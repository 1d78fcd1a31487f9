using LightningDrag.Models.Compact;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.Compact;

public class ConvexUpsamplerTests
{
    [Fact]
    public void A_constant_stays_constant_under_any_weights()
    {
        using var scope = NewDisposeScope();
        var fine = ConvexUpsampler.Upsample(full([1, 2, 8, 8], 3f), randn(1, 144, 8, 8) * 5);
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
        var fine = ConvexUpsampler.Upsample(coarse, logits.view(1, 144, 4, 4));
        var repeated = coarse.repeat_interleave(4, 2).repeat_interleave(4, 3);
        Assert.InRange((fine - repeated).abs().max().item<float>(), 0, 1e-5);
    }
}
