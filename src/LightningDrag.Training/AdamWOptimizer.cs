using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>
/// AdamW (Loshchilov &amp; Hutter, ICLR 2019): weight decay on matrices and kernels only; its moments can be saved and
/// restored by name.
/// </summary>
internal sealed class AdamWOptimizer : IDisposable
{
    private readonly AdamW optimizer;
    private readonly NamedParameter[] ordered;
    private readonly double[] rates;

    public AdamWOptimizer(IReadOnlyList<NamedParameter> parameters, double weightDecay, double secondMomentDecay)
    {
        var groups = parameters
            .GroupBy(p => (Decays: Decays(p.Value), p.Rate))
            .OrderByDescending(group => group.Key)
            .ToArray();
        ordered = [.. groups.SelectMany(group => group)];
        rates = [.. groups.Select(group => group.Key.Rate)];
        optimizer = optim.AdamW(
            [
                .. groups.Select(group => new AdamW.ParamGroup(
                    group.Select(p => p.Value),
                    new AdamW.Options { weight_decay = group.Key.Decays ? weightDecay : 0 }
                )),
            ],
            lr: 1e-3,
            beta1: 0.9,
            beta2: secondMomentDecay
        );
    }

    /// <summary>Sets the learning rate of the next step; each parameter's is relative to it.</summary>
    public double LearningRate
    {
        set
        {
            foreach (var (group, rate) in optimizer.ParamGroups.Zip(rates))
                group.LearningRate = value * rate;
        }
    }

    public long StepsTaken => States().First().State.step;

    /// <summary>Drops the gradients: a parameter has none again until the backward pass reaches it.</summary>
    public void ZeroGradients()
    {
        foreach (var parameter in ordered)
        {
            using var gradient = parameter.Value.grad;
            if (gradient is not null)
                parameter.Value.grad = null;
        }
    }

    public void Step() => optimizer.step();

    /// <summary>The moments: first and second by parameter name, and the count of steps taken.</summary>
    public IEnumerable<(string Name, Tensor First, Tensor Second)> Moments() =>
        States().Select(s => (s.Name, s.State.exp_avg, s.State.exp_avg_sq));

    /// <summary>Puts saved moments back.</summary>
    public void Restore(long steps, Func<string, (Tensor First, Tensor Second)> moments)
    {
        using var _ = no_grad();
        foreach (var (name, state) in States())
        {
            var (first, second) = moments(name);
            using (first)
            using (second)
            {
                state.exp_avg.copy_(first);
                state.exp_avg_sq.copy_(second);
            }

            state.step = steps;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();

    private static bool Decays(Parameter parameter) => parameter.shape.Length > 1;

    private IEnumerable<(string Name, AdamW.State State)> States() =>
        optimizer.state_dict().State.Select((state, i) => (ordered[i].Name, (AdamW.State)state));
}
