using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using LightningDrag.Files;
using static TorchSharp.torch;

namespace LightningDrag.Weights;

/// <summary>
/// Writes safetensors files: complete and on disk, or not at all. The same tensors give the same bytes: wider element
/// types first, which keeps every tensor aligned for readers that map the file, then by name in ordinal order.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>Alignment of the data, hence of every tensor: that of the widest element type.</summary>
    private const int Alignment = 8;

    /// <summary>Writes a file, replacing one that is there only when the new one is complete.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">The tensors by name: of any device and memory layout, of a type that the format
    /// knows.</param>
    /// <param name="metadata">Free text to carry along.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: a tensor of a type that the format does not know, more tensors or
    /// dimensions than it allows, a missing folder; <see cref="ErrorCode.Unsupported"/>: the file cannot be written (no
    /// permission, a full disk).
    /// </exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Write(
            path,
            tensors.Select(t => Describe(t.Key, t.Value.dtype, t.Value.shape)),
            info => tensors[info.Name].alias(),
            metadata
        );
    }

    /// <summary>
    /// The same from tensors that are made one by one while the file is written: beside it there is one tensor in
    /// memory.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">What the file will hold:
    /// <see cref="Describe(string, ScalarType, IReadOnlyList{long})"/>.</param>
    /// <param name="make">Makes a tensor of exactly that type and shape; it is disposed of once written.</param>
    /// <param name="metadata">Free text to carry along.</param>
    internal static void Write(
        string path,
        IEnumerable<TensorInfo> tensors,
        Func<TensorInfo, Tensor> make,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TensorInfo[] layout = LayOut(tensors);
        byte[] header = Header(layout, metadata);
        CheckReadable(path, header, layout);
        OutputFile.Write(
            path,
            file =>
            {
                file.Write(header);
                foreach (TensorInfo tensor in layout)
                    WriteData(file, tensor, make);
            },
            header.Length + layout.Sum(t => t.ByteLength)
        );
    }

    private static TensorInfo[] LayOut(IEnumerable<TensorInfo> tensors)
    {
        var ordered = tensors
            .OrderByDescending(t => SafetensorsFormat.BytesOf(t.Type))
            .ThenBy(t => t.Name, StringComparer.Ordinal);
        var layout = new List<TensorInfo>();
        long offset = 0;
        foreach (TensorInfo tensor in ordered)
        {
            layout.Add(tensor with { Offset = offset });
            offset += tensor.ByteLength;
        }

        return [.. layout];
    }

    /// <summary>A tensor that a file can hold.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: a type or name that the format
    /// does not know.</exception>
    internal static TensorInfo Describe(string name, ScalarType type, IReadOnlyList<long> shape) =>
        Describe(
            name,
            type.ToElementType()
                ?? throw Refused(name, $"is of type {type}, and a file holds only {SafetensorsFormat.SupportedNames}"),
            shape
        );

    /// <inheritdoc cref="Describe(string, ScalarType, IReadOnlyList{long})"/>
    internal static TensorInfo Describe(string name, ElementType type, IReadOnlyList<long> shape)
    {
        if (name == SafetensorsFormat.MetadataKey)
            throw Refused(name, "has a name that the format keeps for itself");
        long count = shape.Aggregate(1L, (product, size) => product * size);
        return new TensorInfo(name, type, shape, count) { ByteLength = count * SafetensorsFormat.BytesOf(type) };
    }

    private static LightningDragException Refused(string name, string fault) =>
        new(ErrorCode.InvalidRequest, $"Tensor {SafetensorsFormat.Quote(name)} {fault}.");

    private static byte[] Header(TensorInfo[] layout, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(stackalloc byte[SafetensorsFormat.PrefixBytes]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject(SafetensorsFormat.MetadataKey);
                foreach ((string key, string value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            foreach (TensorInfo tensor in layout)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsFormat.NameOf(tensor.Type));
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [tensor.Offset, tensor.Offset + tensor.ByteLength]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.WrittenCount % Alignment != 0)
            buffer.Write(" "u8);
        int length = buffer.WrittenCount - SafetensorsFormat.PrefixBytes;
        byte[] header = buffer.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        return header;
    }

    /// <summary>What is written can be read: the reader's own rules decide, with its limits.</summary>
    private static void CheckReadable(string path, byte[] header, TensorInfo[] layout)
    {
        try
        {
            var json = header.AsSpan(SafetensorsFormat.PrefixBytes);
            if (json.Length > SafetensorsFormat.MaxHeaderBytes)
                throw new InvalidDataException(
                    $"names and metadata take more than {SafetensorsFormat.MaxHeaderBytes} bytes"
                );
            var read = SafetensorsHeaderParser.Parse(json, layout.Sum(t => t.ByteLength)).Tensors;
            // JSON has no way to write half a surrogate pair.
            if (Array.Find(layout, t => !read.ContainsKey(t.Name)) is { } lost)
                throw new InvalidDataException(
                    $"the name of tensor {SafetensorsFormat.Quote(lost.Name)} is not valid Unicode"
                );
        }
        catch (InvalidDataException e)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"'{path}' was not written because it could not be read again: {e.Message}.",
                e
            );
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, IEnumerable<long> numbers)
    {
        json.WriteStartArray(key);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void WriteData(Stream file, TensorInfo info, Func<TensorInfo, Tensor> make)
    {
        using var scope = NewDisposeScope();
        using Tensor tensor = make(info);
        if (tensor.dtype != info.Type.ToScalarType() || !tensor.shape.SequenceEqual(info.Shape))
            throw new InvalidOperationException(
                $"The tensor made for {SafetensorsFormat.Quote(info.Name)} is another than announced."
            );
        TensorBytes.Visit(tensor.detach().cpu().contiguous(), (piece, _) => file.Write(piece));
    }
}
