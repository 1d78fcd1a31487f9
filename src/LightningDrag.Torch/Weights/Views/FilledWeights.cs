using static TorchSharp.torch;

namespace LightningDrag.Weights.Views;

/// <summary>
/// A source to which tensors that it may lack are added: weights that were saved before a network had them. It owns the
/// source.
/// </summary>
/// <param name="source">The source, disposed of with this view.</param>
/// <param name="fillings">What is read where the source lacks a tensor, by name; float32, the caller's.</param>
internal sealed class FilledWeights(IWeightSource source, IReadOnlyDictionary<string, Tensor> fillings) : IWeightSource
{
    public string Path => source.Path;

    public IEnumerable<string> Names => source.Names.Concat(fillings.Keys.Where(name => !source.Contains(name)));

    public bool Contains(string name) => source.Contains(name) || fillings.ContainsKey(name);

    public TensorInfo Info(string name) =>
        source.Contains(name)
            ? source.Info(name)
            : new TensorInfo(name, ElementType.Float32, fillings[name].shape, fillings[name].numel());

    public Tensor Read(string name) => source.Contains(name) ? source.Read(name) : fillings[name].clone();

    public void CopyTo(string name, Tensor destination)
    {
        if (source.Contains(name))
            source.CopyTo(name, destination);
        else
            destination.copy_(fillings[name]);
    }

    public void Dispose() => source.Dispose();
}
