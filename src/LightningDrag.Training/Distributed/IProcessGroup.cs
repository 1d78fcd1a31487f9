namespace LightningDrag.Training.Distributed;

/// <summary>
/// The processes that train one model together, each on its share of every batch, all with the same weights.
/// </summary>
internal interface IProcessGroup : IDisposable
{
    /// <summary>Number of this process, from 0. Number 0 alone writes.</summary>
    int Rank { get; }

    /// <summary>How many processes there are.</summary>
    int Count { get; }

    /// <summary>
    /// Adds numbers up over all processes, in place. All call it in the same order and get the same sums.
    /// </summary>
    void Sum(Span<double> values);

    /// <summary>What adds up the gradients of these parameters over all processes.</summary>
    IGradientSum SumGradients(IReadOnlyList<NamedParameter> parameters);
}

/// <summary>Adds up gradients over all processes while the backward pass is still going on.</summary>
internal interface IGradientSum : IDisposable
{
    /// <summary>Right before the backward pass of a step's last part.</summary>
    void Begin();

    /// <summary>After it; then every process has the same gradients.</summary>
    void Finish();
}

/// <summary>One process alone.</summary>
internal sealed class SingleProcess : IProcessGroup, IGradientSum
{
    public int Rank => 0;

    public int Count => 1;

    public void Sum(Span<double> values) { }

    public IGradientSum SumGradients(IReadOnlyList<NamedParameter> parameters) => this;

    public void Begin() { }

    public void Finish() { }

    public void Dispose() { }
}
