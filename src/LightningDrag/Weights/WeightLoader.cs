using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>Puts a file's weights into a module, all of them or none.</summary>
public static class WeightLoader
{
    private const int NamesShown = 10;

    /// <summary>Copies every tensor of the file to the parameter or buffer of its name; floats are converted to the module's own type.</summary>
    /// <param name="module">The module; unchanged where the file does not fit it.</param>
    /// <param name="path">A safetensors file with the module's state dictionary, no more and no less.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: the file is not there; <see cref="ErrorCode.InvalidFile"/>: it is corrupt, or its tensors are not
    /// the module's: the message names what is missing, surplus and mis-shaped.
    /// </exception>
    public static void Load(nn.Module module, string path)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new LightningDragException(ErrorCode.MissingWeights, $"The weights '{path}' are not on this machine: download the model into that folder, or name another model.");
        }

        using SafetensorsFile file = SafetensorsFile.Open(path);
        Load(module, file);
    }

    /// <inheritdoc cref="Load(nn.Module, string)"/>
    internal static void Load(nn.Module module, IWeightSource file)
    {
        Dictionary<string, Tensor> state = module.state_dict();
        CheckFit(file, state);
        using var noGradient = no_grad();
        foreach ((string name, Tensor destination) in state)
        {
            using Tensor saved = file.Read(name);
            destination.copy_(saved);
        }
    }

    private static void CheckFit(IWeightSource file, Dictionary<string, Tensor> state)
    {
        string[] faults =
        [
            .. Listed("missing", state.Keys.Where(name => !file.Contains(name))),
            .. Listed("surplus", file.Names.Where(name => !state.ContainsKey(name))),
            .. Listed("mis-shaped", state.Where(s => file.Contains(s.Key)).Select(s => Mismatch(file.Info(s.Key), s.Value)).OfType<string>()),
        ];
        if (faults.Length > 0)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"The weights '{file.Path}' are not this model's: {string.Join("; ", faults)}; give the file that belongs to it.");
        }
    }

    private static string? Mismatch(TensorInfo saved, Tensor wanted)
    {
        bool fits = saved.Shape.SequenceEqual(wanted.shape);
        bool converts = saved.Type == wanted.dtype || (SafetensorsFormat.IsFloat(saved.Type) && SafetensorsFormat.IsFloat(wanted.dtype));
        return fits && converts ? null
            : $"{saved.Name} {Describe(saved.Type, saved.Shape)} for {Describe(wanted.dtype, wanted.shape)}";
    }

    private static string Describe(ScalarType type, IEnumerable<long> shape) => $"{SafetensorsFormat.NameOf(type) ?? type.ToString()} {SafetensorsFormat.Describe(shape)}";

    private static IEnumerable<string> Listed(string heading, IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        if (all.Length == 0) yield break;
        string more = all.Length > NamesShown ? $" and {all.Length - NamesShown} more" : string.Empty;
        yield return $"{all.Length} {heading} ({string.Join(", ", all.Take(NamesShown).Select(SafetensorsFormat.Quote))}{more})";
    }
}
