using static TorchSharp.torch;

namespace LightningDrag.Weights.Views;

/// <summary>
/// A source whose 1×1 convolutions, [C′, C, 1, 1], are given as the linear layers that they are, [C′, C]. It owns the
/// source.
/// </summary>
/// <param name="source">The source, disposed of with this view.</param>
/// <param name="isLinear">By name, the weights that are meant; other shapes stay as they are.</param>
internal sealed class LinearWeights(IWeightSource source, Func<string, bool> isLinear) : IWeightSource
{
    public string Path => source.Path;

    public IEnumerable<string> Names => source.Names;

    public bool Contains(string name) => source.Contains(name);

    public TensorInfo Info(string name)
    {
        TensorInfo info = source.Info(name);
        return IsConvolution(info) ? info with { Shape = [.. info.Shape.Take(2)] } : info;
    }

    public Tensor Read(string name)
    {
        Tensor weight = source.Read(name);
        return IsConvolution(source.Info(name)) ? weight.squeeze_(-1).squeeze_(-1) : weight;
    }

    public void CopyTo(string name, Tensor destination)
    {
        using Tensor shaped = destination.view([.. source.Info(name).Shape]);
        source.CopyTo(name, shaped);
    }

    public void Dispose() => source.Dispose();

    private bool IsConvolution(TensorInfo info) => info.Shape is [_, _, 1, 1] && isLinear(info.Name);
}
