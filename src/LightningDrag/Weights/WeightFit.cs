namespace LightningDrag.Weights;

/// <summary>How a file's tensors fit a network: every name of those that do not, in order.</summary>
/// <param name="Missing">What the network has and the file has not.</param>
/// <param name="Surplus">What the file has and the network has not.</param>
/// <param name="MisShaped">What both have in different shapes or types: "name found for wanted".</param>
internal sealed record WeightFit(
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Surplus,
    IReadOnlyList<string> MisShaped
)
{
    /// <summary>Whether the file holds the network's weights, no more and no less.</summary>
    public bool IsExact => Missing.Count + Surplus.Count + MisShaped.Count == 0;

    /// <summary>The faults as a part of a sentence.</summary>
    /// <param name="most">How many names of each kind it shows at most.</param>
    public string Describe(int most) =>
        string.Join(
            "; ",
            Listed("missing", Missing, most)
                .Concat(Listed("surplus", Surplus, most))
                .Concat(Listed("mis-shaped", MisShaped, most))
        );

    /// <summary>The first names and how many more there are.</summary>
    public static string List(IReadOnlyList<string> names, int most)
    {
        string more = names.Count > most ? $" and {names.Count - most} more" : string.Empty;
        return string.Join(", ", names.Take(most).Select(SafetensorsFormat.Quote)) + more;
    }

    private static IEnumerable<string> Listed(string heading, IReadOnlyList<string> names, int most) =>
        names.Count == 0 ? [] : [$"{names.Count} {heading} ({List(names, most)})"];
}
