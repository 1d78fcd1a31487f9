using LightningDrag.Geometry;
using LightningDrag.Models.StableDiffusion;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

public class NoisePriorTests
{
    private const float Alpha = 0.25f;
    private static readonly PointPair[] Drag = [new(new(3, 4), new(8, 4))];

    [Theory]
    [InlineData(NoisePrior.NoisedSource)]
    [InlineData(NoisePrior.Pure)]
    [InlineData(NoisePrior.Mixed)]
    [InlineData(NoisePrior.CopyAndPaste)]
    public void Each_prior_is_its_formula(NoisePrior prior)
    {
        using var scope = NewDisposeScope();
        var source = arange(12 * 10).reshape(1, 1, 10, 12).to(ScalarType.Float32).expand(2, 4, 10, 12);
        var noise = randn(2, 4, 10, 12);
        var mask = zeros(1, 1, 10, 12);
        mask.narrow(3, 5, 7).fill_(1);
        var start = StartingLatent.Create(prior, source, noise, Alpha, mask, Drag);

        for (int y = 0; y < 10; y++)
        {
            for (int x = 0; x < 12; x++)
            {
                bool editable = x >= 5,
                    pasted = editable && Math.Abs(x - 8) <= 2 && Math.Abs(y - 4) <= 2;
                float z = (y * 12) + x - (prior == NoisePrior.CopyAndPaste && pasted ? 5 : 0);
                float epsilon = noise[1, 2, y, x].item<float>();
                bool pure = prior == NoisePrior.Pure || (prior == NoisePrior.Mixed && editable);
                float expected = pure ? epsilon : (MathF.Sqrt(Alpha) * z) + (MathF.Sqrt(1 - Alpha) * epsilon);
                Assert.Equal(expected, start[1, 2, y, x].item<float>(), 1e-4f);
            }
        }
    }

    [Fact]
    public void Copies_end_at_the_border_and_pins_copy_nothing()
    {
        using var scope = NewDisposeScope();
        var source = randn(1, 4, 6, 6);
        var mask = ones(1, 1, 6, 6);
        PointPair[] drags = [new(new(0, 0), new(5, 5)), new(new(-3, 9), new(2, 2)), new(new(1, 1), new(1, 1))];
        var start = StartingLatent.Create(NoisePrior.CopyAndPaste, source, zeros_like(source), 1, mask, drags);
        Assert.Equal(source[0, 0, 0, 0].item<float>(), start[0, 0, 5, 5].item<float>());
        Assert.Equal(source[0, 0, 1, 1].item<float>(), start[0, 0, 1, 1].item<float>());
    }
}
