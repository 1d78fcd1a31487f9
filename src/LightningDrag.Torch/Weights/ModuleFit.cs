using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>How a source's tensors fit a module.</summary>
internal static class ModuleFit
{
    /// <summary>
    /// Compares names, shapes and types; no tensor is read, and the module may be without memory (on the device
    /// "meta").
    /// </summary>
    public static WeightFit Of(nn.Module module, IWeightSource source) => Of(module.state_dict(), source);

    /// <inheritdoc cref="Of(nn.Module, IWeightSource)"/>
    public static WeightFit Of(IReadOnlyDictionary<string, Tensor> state, IWeightSource source) =>
        new(
            [.. state.Keys.Where(name => !source.Contains(name)).Order(StringComparer.Ordinal)],
            [.. source.Names.Where(name => !state.ContainsKey(name)).Order(StringComparer.Ordinal)],
            [
                .. state
                    .Where(s => source.Contains(s.Key))
                    .Select(s => Mismatch(source.Info(s.Key), s.Value))
                    .OfType<string>()
                    .Order(StringComparer.Ordinal),
            ]
        );

    private static string? Mismatch(TensorInfo saved, Tensor wanted)
    {
        ElementType? type = wanted.dtype.ToElementType();
        bool fits = saved.Shape.SequenceEqual(wanted.shape);
        bool converts =
            saved.Type == type
            || (SafetensorsFormat.IsFloat(saved.Type) && type is { } other && SafetensorsFormat.IsFloat(other));
        if (fits && converts)
            return null;
        string wantedName = type is { } known ? SafetensorsFormat.NameOf(known) : wanted.dtype.ToString();
        return $"{saved.Name} {Describe(SafetensorsFormat.NameOf(saved.Type), saved.Shape)} for "
            + $"{Describe(wantedName, wanted.shape)}";
    }

    private static string Describe(string type, IEnumerable<long> shape) =>
        $"{type} {SafetensorsFormat.Describe(shape)}";
}
