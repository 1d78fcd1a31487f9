using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>
/// AdamW (Loshchilov &amp; Hutter, ICLR 2019), algorithm 2: m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g²,
/// w ← (1 − η·λ)·w − η·m̂ / (√v̂ + ε). Weights decay in matrices and kernels only. Its moments can be saved and
/// restored by name.
/// </summary>
/// <remarks>
/// Not TorchSharp's, which makes eight numbers for libtorch per parameter and step and lets go of each while libtorch
/// still reads it: where the garbage collector comes in between, a step reads what is no longer a number.
/// </remarks>
internal sealed class AdamWOptimizer : IDisposable
{
    private const double FirstMomentDecay = 0.9;
    private const double Epsilon = 1e-8;

    private readonly double weightDecay;
    private readonly double secondMomentDecay;
    private readonly Moment[] moments;

    /// <summary>The same, by what their steps depend on.</summary>
    private readonly Moment[][] groups;

    public AdamWOptimizer(IReadOnlyList<NamedParameter> parameters, double weightDecay, double secondMomentDecay)
    {
        (this.weightDecay, this.secondMomentDecay) = (weightDecay, secondMomentDecay);
        moments = [.. parameters.Select(parameter => new Moment(parameter))];
        groups =
        [
            .. moments.GroupBy(moment => (moment.Parameter.Rate, moment.Decays)).Select(group => group.ToArray()),
        ];
    }

    /// <summary>The learning rate of the next step; each parameter's is relative to it.</summary>
    public double LearningRate { get; set; }

    public long StepsTaken { get; private set; }

    /// <summary>Drops the gradients: a parameter has none again until the backward pass reaches it.</summary>
    public void ZeroGradients()
    {
        foreach (var moment in moments)
        {
            using var gradient = moment.Weight.grad;
            if (gradient is not null)
                moment.Weight.grad = null;
        }
    }

    /// <summary>Moves every parameter that has a gradient.</summary>
    public void Step()
    {
        StepsTaken++;
        foreach (var group in groups)
            Step(group, LearningRate * group[0].Parameter.Rate, group[0].Decays ? weightDecay : 0);
    }

    private void Step(Moment[] group, double rate, double decay)
    {
        double firstBias = 1 - Math.Pow(FirstMomentDecay, StepsTaken),
            secondBias = 1 - Math.Pow(secondMomentDecay, StepsTaken);
        using Scalar kept = 1 - (rate * decay),
            firstKept = FirstMomentDecay,
            firstNew = 1 - FirstMomentDecay,
            secondKept = secondMomentDecay,
            secondNew = 1 - secondMomentDecay,
            secondRoot = Math.Sqrt(secondBias),
            epsilon = Epsilon,
            stride = -(rate / firstBias);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (parameter, first, second) in group)
        {
            if (parameter.Value.grad is not { } gradient)
                continue;
            parameter.Value.mul_(kept);
            first.mul_(firstKept).add_(gradient, firstNew);
            second.mul_(secondKept).addcmul_(gradient, gradient, secondNew);
            var size = second.sqrt().div_(secondRoot).add_(epsilon);
            parameter.Value.addcdiv_(first, size, stride);
        }
    }

    /// <summary>The moments: first and second by parameter name.</summary>
    public IEnumerable<(string Name, Tensor First, Tensor Second)> Moments() =>
        moments.Select(moment => (moment.Parameter.Name, moment.First, moment.Second));

    /// <summary>Puts saved moments back.</summary>
    /// <param name="steps">Steps taken when they were saved.</param>
    /// <param name="saved">Both of a parameter, by its name; disposed of here.</param>
    public void Restore(long steps, Func<string, (Tensor First, Tensor Second)> saved)
    {
        using var _ = no_grad();
        foreach (var (parameter, ownFirst, ownSecond) in moments)
        {
            var (first, second) = saved(parameter.Name);
            using (first)
            using (second)
            {
                ownFirst.copy_(first);
                ownSecond.copy_(second);
            }
        }

        StepsTaken = steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, first, second) in moments)
        {
            first.Dispose();
            second.Dispose();
        }
    }

    /// <summary>A parameter with the running means of its gradient and of its square.</summary>
    private sealed record Moment(NamedParameter Parameter, Tensor First, Tensor Second)
    {
        public Moment(NamedParameter parameter)
            : this(parameter, ZerosLike(parameter), ZerosLike(parameter)) { }

        public Parameter Weight => Parameter.Value;

        public bool Decays => Weight.dim() > 1;

        private static Tensor ZerosLike(NamedParameter parameter) =>
            zeros_like(parameter.Value.detach()).DetachFromDisposeScope();
    }
}
