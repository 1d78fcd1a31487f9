using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>
/// A slow copy of the weights, w̄ ← d·w̄ + (1 − d)·w, which predicts better than the last step's; d grows from 0 so
/// that early steps are forgotten.
/// </summary>
internal sealed class ExponentialMovingAverage : IDisposable
{
    private readonly IReadOnlyList<NamedParameter> sources;
    private readonly double decay;

    public ExponentialMovingAverage(IReadOnlyList<NamedParameter> parameters, double decay)
    {
        (sources, this.decay) = (parameters, decay);
        using var _ = no_grad();
        Average = sources.ToDictionary(s => s.Name, s => s.Value.detach().clone().DetachFromDisposeScope());
    }

    /// <summary>The averaged weights by state-dict name.</summary>
    public Dictionary<string, Tensor> Average { get; }

    /// <summary>Takes in the weights after step <paramref name="step"/> (from 0).</summary>
    public void Update(long step)
    {
        using var _ = no_grad();
        double d = Math.Min(decay, (step + 1.0) / (step + 10.0));
        // Held for all: one for each would be let go of while it is read.
        using Tensor share = tensor(1 - d);
        foreach (var (name, source) in sources)
            Average[name].lerp_(source, share);
    }

    /// <summary>Swaps the averaged weights with the present ones; call again to swap back.</summary>
    public void Swap()
    {
        using var _ = no_grad();
        foreach (var (name, source) in sources)
        {
            using var kept = source.clone();
            source.copy_(Average[name]);
            Average[name].copy_(kept);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Average.Values)
            tensor.Dispose();
    }
}
