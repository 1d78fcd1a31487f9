using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests;

public sealed class AdamWOptimizerTests
{
    private const double LearningRate = 0.01;
    private const double WeightDecay = 0.1;
    private const double SecondMomentDecay = 0.99;

    [Theory]
    [InlineData(0, WeightDecay)]
    [InlineData(1, 0)]
    public void It_steps_as_libtorchs_does_and_decays_matrices_alone(int index, double decay)
    {
        using var scope = NewDisposeScope();
        long[] shape = index == 0 ? [3, 4] : [5];
        using var generator = new Generator(7);
        Tensor start = randn(shape, generator: generator);
        Parameter own = new(start.clone()),
            other = new(start.clone());
        using var optimizer = new AdamWOptimizer([new("w", own) { Rate = 0.5 }], WeightDecay, SecondMomentDecay);
        using var reference = optim.AdamW([other], lr: LearningRate / 2, beta2: SecondMomentDecay, weight_decay: decay);
        optimizer.LearningRate = LearningRate;
        for (int step = 0; step < 5; step++)
        {
            Tensor gradient = randn(shape, generator: generator);
            (own.grad, other.grad) = (gradient, gradient.clone());
            optimizer.Step();
            reference.step();
            Assert.Equal(other.data<float>().ToArray(), own.data<float>().ToArray());
        }

        Assert.Equal(5, optimizer.StepsTaken);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays()
    {
        using var scope = NewDisposeScope();
        Parameter parameter = new(ones(2, 2));
        using var optimizer = new AdamWOptimizer([new("w", parameter)], WeightDecay, SecondMomentDecay)
        {
            LearningRate = LearningRate,
        };
        optimizer.Step();
        Assert.All(parameter.data<float>().ToArray(), value => Assert.Equal(1, value));
    }
}
