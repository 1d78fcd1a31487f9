using System.Numerics.Tensors;
using LightningDrag.Weights;

namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// A file of weights as a network asks for it, tensor by tensor, in single precision. What does not fit is noted and
/// reported at the end, all together.
/// </summary>
internal sealed class NetworkWeights : IDisposable
{
    private const int NamesShown = 10;

    private readonly string path;
    private readonly SafetensorsFile file;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly List<string> missing = [];
    private readonly List<string> misShaped = [];

    private NetworkWeights(string path, SafetensorsFile file) => (this.path, this.file) = (path, file);

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>How many tensors it holds.</summary>
    public int Count => file.Names.Count;

    /// <summary>Free text that the file carries.</summary>
    public IReadOnlyDictionary<string, string> Metadata => file.Metadata;

    /// <summary>Opens a file that a model needs.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: not there;
    /// <see cref="ErrorCode.InvalidFile"/>: corrupt.</exception>
    public static NetworkWeights Open(string path) =>
        FileLinks.HasContents(path)
            ? new NetworkWeights(path, SafetensorsFile.Open(path))
            : throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"The weights '{path}' are not on this machine: download the model into that folder, or name "
                    + $"another model."
            );

    /// <summary>Whether the file has tensors whose names start so.</summary>
    public bool Has(string prefix) => file.Names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A tensor of the network; zeros, and a note, where the file has none of that shape.</summary>
    public float[] Take(string name, params long[] shape)
    {
        if (!file.Contains(name))
            missing.Add(name);
        return TakeOptional(name, shape);
    }

    /// <summary>A tensor that counts as zeros where the file lacks it.</summary>
    public float[] TakeOptional(string name, params long[] shape)
    {
        asked.Add(name);
        long count = shape.Aggregate(1L, (product, size) => product * size);
        if (!file.Contains(name))
            return new float[count];
        var found = file.Info(name);
        if (found.Shape.SequenceEqual(shape) && Read(found) is { } elements)
            return Finite(name, elements);
        misShaped.Add(
            $"{name} {SafetensorsFormat.NameOf(found.Type)} {SafetensorsFormat.Describe(found.Shape)} for F32 "
                + $"{SafetensorsFormat.Describe(shape)}"
        );
        return new float[count];
    }

    /// <summary>How the file fits what has been asked of it.</summary>
    public WeightFit Fit() =>
        new(
            [.. missing.Order(StringComparer.Ordinal)],
            [.. file.Names.Where(name => !asked.Contains(name)).Order(StringComparer.Ordinal)],
            [.. misShaped.Order(StringComparer.Ordinal)]
        );

    /// <summary>Refuses a file that has not exactly what has been asked of it.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: names what is missing, surplus and
    /// mis-shaped.</exception>
    public void RequireFit()
    {
        if (Fit() is not { IsExact: false } fit)
            return;
        throw new LightningDragException(
            ErrorCode.InvalidFile,
            $"The weights '{path}' are not this model's: {fit.Describe(NamesShown)}; give the file that belongs to it."
        );
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>The runtime's bounded activations make numbers of NaN: it would never be seen in the results.</summary>
    private float[] Finite(string name, float[] elements) =>
        Array.TrueForAll(elements, float.IsFinite)
            ? elements
            : throw new LightningDragException(
                ErrorCode.NotFinite,
                $"The weights '{path}' have numbers that are not finite in {SafetensorsFormat.Quote(name)}: "
                    + $"compare their SHA-256 with the published one "
                    + "('lightningdrag models verify'), and download or train them again."
            );

    /// <summary>The elements in single precision; null where they are no floats.</summary>
    private float[]? Read(TensorInfo tensor)
    {
        if (!SafetensorsFormat.IsFloat(tensor.Type))
            return null;
        var type = SafetensorsFormat.ClrTypeOf(tensor.Type);
        if (type == typeof(float))
            return file.ReadArray<float>(tensor.Name);
        if (type == typeof(double))
            return Array.ConvertAll(file.ReadArray<double>(tensor.Name), value => (float)value);

        // bfloat16 comes as its bits: the upper half of single precision.
        if (type != typeof(Half))
            return Array.ConvertAll(
                file.ReadArray<ushort>(tensor.Name),
                bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)
            );
        var elements = new float[tensor.ElementCount];
        TensorPrimitives.ConvertToSingle(file.ReadArray<Half>(tensor.Name), elements);
        return elements;
    }
}
