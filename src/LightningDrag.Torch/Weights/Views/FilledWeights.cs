using static TorchSharp.torch;

namespace LightningDrag.Weights.Views;

/// <summary>
/// A source to which tensors that it may lack are added: weights that were saved before a network had them. It owns the
/// source.
/// </summary>
/// <param name="source">The source, disposed of with this view.</param>
/// <param name="optional">Names and shapes of float32 tensors that may be missing.</param>
/// <param name="values">What is read in their place, the caller's; zeros where it is null.</param>
internal sealed class FilledWeights(
    IWeightSource source,
    IReadOnlyDictionary<string, long[]> optional,
    Func<string, Tensor>? values = null
) : IWeightSource
{
    public string Path => source.Path;

    public IEnumerable<string> Names => source.Names.Concat(optional.Keys.Where(name => !source.Contains(name)));

    public bool Contains(string name) => source.Contains(name) || optional.ContainsKey(name);

    public TensorInfo Info(string name) =>
        source.Contains(name)
            ? source.Info(name)
            : new TensorInfo(
                name,
                ElementType.Float32,
                optional[name],
                optional[name].Aggregate(1L, (count, side) => count * side)
            );

    public Tensor Read(string name) =>
        source.Contains(name) ? source.Read(name)
        : values is null ? zeros(optional[name], ScalarType.Float32)
        : values(name).clone();

    public void CopyTo(string name, Tensor destination)
    {
        if (source.Contains(name))
        {
            source.CopyTo(name, destination);
            return;
        }

        using Tensor filling = Read(name);
        destination.copy_(filling);
    }

    public void Dispose() => source.Dispose();
}
