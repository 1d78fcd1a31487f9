using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>How a source's tensors fit a module: every name of those that do not, in order.</summary>
/// <param name="Missing">What the module has and the source has not.</param>
/// <param name="Surplus">What the source has and the module has not.</param>
/// <param name="MisShaped">What both have in different shapes or types: "name found for wanted".</param>
internal sealed record WeightFit(IReadOnlyList<string> Missing, IReadOnlyList<string> Surplus, IReadOnlyList<string> MisShaped)
{
    /// <summary>Whether the source holds the module's weights, no more and no less.</summary>
    public bool IsExact => Missing.Count + Surplus.Count + MisShaped.Count == 0;

    /// <summary>Compares names, shapes and types; no tensor is read, and the module may be without memory (on the device "meta").</summary>
    public static WeightFit Of(nn.Module module, IWeightSource source) => Of(module.state_dict(), source);

    /// <inheritdoc cref="Of(nn.Module, IWeightSource)"/>
    public static WeightFit Of(IReadOnlyDictionary<string, Tensor> state, IWeightSource source) => new(
        [.. state.Keys.Where(name => !source.Contains(name)).Order(StringComparer.Ordinal)],
        [.. source.Names.Where(name => !state.ContainsKey(name)).Order(StringComparer.Ordinal)],
        [.. state.Where(s => source.Contains(s.Key)).Select(s => Mismatch(source.Info(s.Key), s.Value)).OfType<string>().Order(StringComparer.Ordinal)]);

    /// <summary>The faults as a part of a sentence.</summary>
    /// <param name="most">How many names of each kind it shows at most.</param>
    public string Describe(int most) => string.Join("; ", Listed("missing", Missing, most).Concat(Listed("surplus", Surplus, most)).Concat(Listed("mis-shaped", MisShaped, most)));

    /// <summary>The first names and how many more there are.</summary>
    public static string List(IReadOnlyList<string> names, int most)
    {
        string more = names.Count > most ? $" and {names.Count - most} more" : string.Empty;
        return string.Join(", ", names.Take(most).Select(SafetensorsFormat.Quote)) + more;
    }

    private static string? Mismatch(TensorInfo saved, Tensor wanted)
    {
        bool fits = saved.Shape.SequenceEqual(wanted.shape);
        bool converts = saved.Type == wanted.dtype || (SafetensorsFormat.IsFloat(saved.Type) && SafetensorsFormat.IsFloat(wanted.dtype));
        return fits && converts ? null
            : $"{saved.Name} {Describe(saved.Type, saved.Shape)} for {Describe(wanted.dtype, wanted.shape)}";
    }

    private static string Describe(ScalarType type, IEnumerable<long> shape) => $"{SafetensorsFormat.NameOf(type) ?? type.ToString()} {SafetensorsFormat.Describe(shape)}";

    private static IEnumerable<string> Listed(string heading, IReadOnlyList<string> names, int most) =>
        names.Count == 0 ? [] : [$"{names.Count} {heading} ({List(names, most)})"];
}
