using LightningDrag.Training.Motion;
using LightningDrag.Training.Motion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion;

public class ComputedNetworkTests
{
    [Fact]
    public void Float32_computes_with_the_weights_themselves()
    {
        using var denoiser = new MotionDenoiser();
        using var computed = new ComputedNetwork<MotionDenoiser>(denoiser, halfPrecision: false);
        Assert.Same(denoiser, computed.Module);
    }

    [Fact]
    public void A_bfloat16_copy_gives_nearly_the_same_gradients()
    {
        using var scope = NewDisposeScope();
        using var denoiser = MotionDenoiser.Untrained(3);
        double exact = GradientOf("h2.weight", halfPrecision: false, out var expected);
        double near = GradientOf("h2.weight", halfPrecision: true, out var actual);
        Assert.True(exact > 0);
        Assert.Equal(float32, actual.dtype);

        // bfloat16 keeps 8 bits.
        Assert.InRange((actual - expected).norm().ToDouble() / exact, 0, 0.1);
        Assert.InRange(near / exact, 0.9, 1.1);

        double GradientOf(string name, bool halfPrecision, out Tensor gradient)
        {
            denoiser.zero_grad();
            using var computed = new ComputedNetwork<MotionDenoiser>(denoiser, halfPrecision);
            computed.TakeWeights();
            using var generator = new Generator(4);
            var features = new AppearanceFeatures(
                randn([1, 24, 16, 16], generator: generator),
                randn([1, 40, 8, 8], generator: generator),
                randn([1, 112, 4, 4], generator: generator),
                randn([1, 320, 2, 2], generator: generator)
            );
            using var handles = HandleSet.Create([
                [new(new(20, 20), new(30, 24))],
            ]);
            var output = computed.Module.Forward(
                randn([1, 3, 16, 16], generator: generator),
                randn([1, 11, 16, 16], generator: generator),
                features,
                tensor([999f]),
                tensor([12f]),
                handles
            );
            output.Flow.square().mean().backward();
            computed.GiveGradients();
            gradient = denoiser.named_parameters().Single(p => p.name == name).parameter.grad!.clone();
            return gradient.norm().ToDouble();
        }
    }
}
