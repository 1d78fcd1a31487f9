using LightningDrag.Models.Layers;
using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.Layers;

public class MultiplyAddsTests
{
    public MultiplyAddsTests() => TorchRuntime.EnsureLoaded();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layers_count_what_their_formula_says(bool meta)
    {
        using var scope = NewDisposeScope();
        var device = meta ? META : CPU;
        var placement = new Placement(device, ScalarType.Float32);
        Assert.Equal(
            2 * 5 * 3 * 7,
            MultiplyAdds.Of(() => new Linear(placement, 3, 7).forward(zeros([2, 5, 3], device: device)))
        );
        Assert.Equal(
            2 * 6 * 4 * 4 * (3 * 9),
            MultiplyAdds.Of(() =>
                new Conv2d(placement, 3, 6, 3, stride: 2, padding: 1).forward(zeros([2, 3, 8, 8], device: device))
            )
        );
        var q = zeros([2, 4, 10, 8], device: device);
        var kv = zeros([2, 4, 30, 8], device: device);
        Assert.Equal(2 * 4 * 10 * 30 * 8 * 2, MultiplyAdds.Of(() => FusedAttention.Attend(q, kv, kv)));
    }

    [Fact]
    public void Norms_run_on_the_meta_device_too()
    {
        using var scope = NewDisposeScope();
        var placement = new Placement(META, ScalarType.Float32);
        Assert.Equal(
            [2, 8, 4, 4],
            new GroupNorm(placement, 4, 8, 1e-5).forward(zeros([2, 8, 4, 4], device: META)).shape
        );
        Assert.Equal([2, 8], new LayerNorm(placement, 8).forward(zeros([2, 8], device: META)).shape);
        Assert.Equal([2, 8], nn.functional.silu(nn.functional.gelu(zeros([2, 8], device: META))).shape);
        Assert.Equal(
            [1, 2, 8, 8],
            nn.functional.interpolate(
                zeros([1, 2, 4, 4], device: META),
                scale_factor: [2, 2],
                mode: InterpolationMode.Nearest
            ).shape
        );
    }

    [Fact]
    public void Counts_nest_and_end()
    {
        using var scope = NewDisposeScope();
        var layer = new Linear(Placement.Default, 3, 7);
        using var outer = MultiplyAdds.Start();
        long inner = MultiplyAdds.Of(() => layer.forward(zeros(1, 3)));
        layer.forward(zeros(1, 3));
        Assert.Equal((21, 42), (inner, outer.Count));
    }
}
