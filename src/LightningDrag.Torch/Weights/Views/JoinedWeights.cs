using static TorchSharp.torch;

namespace LightningDrag.Weights.Views;

/// <summary>Several sources as one. A name that two of them have is the later one's. It owns the sources.</summary>
internal sealed class JoinedWeights : IWeightSource
{
    private readonly IWeightSource[] sources;
    private readonly Dictionary<string, IWeightSource> owners = new(StringComparer.Ordinal);

    /// <param name="sources">The sources, disposed of with this view.</param>
    public JoinedWeights(params IWeightSource[] sources)
    {
        this.sources = sources;
        foreach (IWeightSource source in sources)
        {
            foreach (string name in source.Names)
                owners[name] = source;
        }
    }

    public string Path => string.Join("' and '", sources.Select(source => source.Path));

    public IEnumerable<string> Names => owners.Keys;

    public bool Contains(string name) => owners.ContainsKey(name);

    public TensorInfo Info(string name) => owners[name].Info(name);

    public Tensor Read(string name) => owners[name].Read(name);

    public void CopyTo(string name, Tensor destination) => owners[name].CopyTo(name, destination);

    public void Dispose()
    {
        foreach (IWeightSource source in sources)
            source.Dispose();
    }
}
