using static TorchSharp.torch;

namespace LightningDrag.Weights.Views;

/// <summary>A source with other names, or without some of its tensors. It owns the source.</summary>
internal sealed class RenamedWeights : IWeightSource
{
    private readonly IWeightSource source;
    private readonly Dictionary<string, string> originals = new(StringComparer.Ordinal);

    /// <param name="source">The source, disposed of with this view.</param>
    /// <param name="rename">The new name of a tensor; null leaves it out.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: two tensors get the same
    /// name.</exception>
    public RenamedWeights(IWeightSource source, Func<string, string?> rename)
    {
        this.source = source;
        foreach (string original in source.Names)
        {
            if (rename(original) is not { } name || originals.TryAdd(name, original))
                continue;
            string both = $"{SafetensorsFormat.Quote(originals[name])} and {SafetensorsFormat.Quote(original)}";
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{source.Path}' has {both}, which are two names of the same weights: give the file that "
                    + $"belongs to the model."
            );
        }
    }

    public string Path => source.Path;

    public IEnumerable<string> Names => originals.Keys;

    public bool Contains(string name) => originals.ContainsKey(name);

    public TensorInfo Info(string name) => source.Info(originals[name]) with { Name = name };

    public Tensor Read(string name) => source.Read(originals[name]);

    public void CopyTo(string name, Tensor destination) => source.CopyTo(originals[name], destination);

    public void Dispose() => source.Dispose();
}
