using static TorchSharp.torch;

namespace LightningDrag.Weights.Views;

/// <summary>
/// A source to which tensors that it may lack are added, as zeros: weights that were saved before a network had them.
/// It owns the source.
/// </summary>
/// <param name="source">The source, disposed of with this view.</param>
/// <param name="optional">Names and shapes of float32 tensors that may be missing.</param>
internal sealed class ZeroFilledWeights(IWeightSource source, IReadOnlyDictionary<string, long[]> optional)
    : IWeightSource
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
        source.Contains(name) ? source.Read(name) : zeros(optional[name], ScalarType.Float32);

    public void CopyTo(string name, Tensor destination)
    {
        if (source.Contains(name))
            source.CopyTo(name, destination);
        else
            destination.zero_();
    }

    public void Dispose() => source.Dispose();
}
