namespace LightningDrag.Data;

/// <summary>Counts things by name.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>The counts, by name.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    public void Add(string name, int count = 1) => counts[name] = counts.GetValueOrDefault(name) + count;
}
