using System.Runtime.InteropServices;

namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// The parts of an ONNX file that networks of this project use, as messages. Field numbers are those of onnx.proto3
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
/// </summary>
internal static class OnnxFormat
{
    /// <summary>
    /// Version of the operators: the first whose ScatterElements adds up, and which every runtime of the last years
    /// knows.
    /// </summary>
    public const int OperatorSet = 18;

    /// <summary>Version of the file format that came with the operators.</summary>
    private const int FileFormat = 8;

    private const int FloatElements = 1,
        IntegerElements = 7;
    private const int FloatAttribute = 1,
        IntegerAttribute = 2,
        TextAttribute = 3,
        IntegersAttribute = 7;

    /// <summary>A whole file.</summary>
    public static ProtobufMessage Model(
        ProtobufMessage graph,
        string description,
        IEnumerable<KeyValuePair<string, string>> metadata
    ) =>
        new ProtobufMessage()
            .Add(1, FileFormat)
            .Add(2, "LightningDrag.NET")
            .Add(3, typeof(OnnxFormat).Assembly.GetName().Version!.ToString(3))
            .Add(6, description)
            .Add(7, graph)
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, OperatorSet))
            .AddEach(14, metadata.Select(entry => new ProtobufMessage().Add(1, entry.Key).Add(2, entry.Value)));

    /// <summary>A graph; nodes stand in the order in which they can be computed.</summary>
    public static ProtobufMessage Graph(
        string name,
        IEnumerable<ProtobufMessage> nodes,
        IEnumerable<ProtobufMessage> initialisers,
        IEnumerable<ProtobufMessage> inputs,
        IEnumerable<ProtobufMessage> outputs
    ) =>
        new ProtobufMessage()
            .AddEach(1, nodes)
            .Add(2, name)
            .AddEach(5, initialisers)
            .AddEach(11, inputs)
            .AddEach(12, outputs);

    /// <summary>An operation.</summary>
    public static ProtobufMessage Node(
        string operation,
        string name,
        IEnumerable<string> inputs,
        IEnumerable<string> outputs,
        IEnumerable<ProtobufMessage> attributes
    )
    {
        var node = new ProtobufMessage();
        foreach (string input in inputs)
            node.Add(1, input);
        foreach (string output in outputs)
            node.Add(2, output);
        return node.Add(3, name).Add(4, operation).AddEach(5, attributes);
    }

    /// <summary>A setting of an operation.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">An int, a float, a string or an array of long.</param>
    public static ProtobufMessage Attribute(string name, object value)
    {
        var attribute = new ProtobufMessage().Add(1, name);
        switch (value)
        {
            case int number:
                return attribute.Add(3, number).Add(20, IntegerAttribute);
            case float number:
                return attribute.Add(2, number).Add(20, FloatAttribute);
            case string text:
                return attribute.Add(4, text).Add(20, TextAttribute);
            case long[] numbers:
                foreach (long number in numbers)
                    attribute.Add(8, number);
                return attribute.Add(20, IntegersAttribute);
            default:
                throw new ArgumentException($"No attribute is a {value.GetType().Name}.", nameof(value));
        }
    }

    /// <summary>A constant, its elements in row-major order; <typeparamref name="T"/> is float or long.</summary>
    public static ProtobufMessage Tensor<T>(string name, T[] elements, IEnumerable<long> shape)
        where T : unmanaged
    {
        var tensor = new ProtobufMessage();
        foreach (long size in shape)
            tensor.Add(1, size);
        return tensor
            .Add(2, typeof(T) == typeof(float) ? FloatElements : IntegerElements)
            .Add(8, name)
            .Add(9, LittleEndian(elements));
    }

    /// <summary>What goes in or comes out: a tensor of floats.</summary>
    public static ProtobufMessage Value(string name, IEnumerable<Dimension> shape)
    {
        var sizes = new ProtobufMessage().AddEach(
            1,
            shape.Select(dimension =>
                dimension.Name is { } variable
                    ? new ProtobufMessage().Add(2, variable)
                    : new ProtobufMessage().Add(1, dimension.Size)
            )
        );
        return new ProtobufMessage()
            .Add(1, name)
            .Add(2, new ProtobufMessage().Add(1, new ProtobufMessage().Add(1, FloatElements).Add(2, sizes)));
    }

    /// <summary>The elements' bytes; every system that .NET 10 runs on but one is little-endian.</summary>
    private static byte[] LittleEndian<T>(T[] elements)
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("ONNX files are written on little-endian processors only.");
        return MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();
    }
}

/// <summary>A size of a tensor: a number, or a name where it may differ from run to run.</summary>
internal readonly record struct Dimension(long Size, string? Name)
{
    public static implicit operator Dimension(int size) => new(size, null);

    public static implicit operator Dimension(string name) => new(0, name);
}
