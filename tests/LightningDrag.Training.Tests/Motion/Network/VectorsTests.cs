using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

public class VectorsTests
{
    [Fact]
    public void Lengths_are_libtorchs_norm_over_the_channels()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var vectors = randn([2, 3, 5, 7], generator: random);
        var lengths = Vectors.Lengths(vectors);
        Assert.Equal([2, 1, 5, 7], lengths.shape);
        Assert.InRange((lengths - vectors.norm(1, keepdim: true)).abs().max().item<float>(), 0, 1e-6f);
    }
}
