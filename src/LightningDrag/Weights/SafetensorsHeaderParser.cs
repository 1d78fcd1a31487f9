using System.Text.Json;

namespace LightningDrag.Weights;

/// <summary>
/// Reads and checks the JSON header of a safetensors file. The header is hostile until proven sound: nothing is
/// allocated because of a number in it, and a file passes only if its tensors tile the data exactly, as the format
/// demands.
/// </summary>
internal ref struct SafetensorsHeaderParser
{
    /// <summary>The header's object, a tensor's object, an array in it, and what does not belong there.</summary>
    private const int MaxDepth = 4;

    private readonly long dataLength;
    private readonly Dictionary<string, TensorInfo> tensors = new(StringComparer.Ordinal);
    private Dictionary<string, string>? metadata;
    private Utf8JsonReader json;

    private SafetensorsHeaderParser(ReadOnlySpan<byte> header, long dataLength)
    {
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = MaxDepth });
        this.dataLength = dataLength;
    }

    /// <summary>Parses a header.</summary>
    /// <param name="header">Its bytes, padding included.</param>
    /// <param name="dataLength">Number of bytes that follow it in the file.</param>
    /// <exception cref="InvalidDataException">Any fault; the message is the part of a sentence that says
    /// which.</exception>
    public static (Dictionary<string, TensorInfo> Tensors, Dictionary<string, string> Metadata) Parse(
        ReadOnlySpan<byte> header,
        long dataLength
    )
    {
        var parser = new SafetensorsHeaderParser(header, dataLength);
        try
        {
            parser.ReadHeader();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader throws InvalidOperationException for text that is not valid UTF-8 or UTF-16.
            throw new InvalidDataException($"its header is not valid JSON near byte {parser.json.BytesConsumed}", e);
        }

        parser.CheckLayout();
        return (parser.tensors, parser.metadata ?? []);
    }

    private void ReadHeader()
    {
        if (Next() != JsonTokenType.StartObject)
            throw new InvalidDataException("its header is not a JSON object");
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = Text();
            if (name == SafetensorsFormat.MetadataKey)
                ReadMetadata();
            else
                ReadTensor(name);
        }

        json.Read(); // throws for anything but white space behind the object
    }

    private void ReadMetadata()
    {
        if (metadata is not null)
            throw new InvalidDataException($"{SafetensorsFormat.MetadataKey} stands in its header twice");
        if (Next() != JsonTokenType.StartObject)
            throw new InvalidDataException($"{SafetensorsFormat.MetadataKey} is not a JSON object");
        metadata = new(StringComparer.Ordinal);
        while (Next() == JsonTokenType.PropertyName)
        {
            if (metadata.Count == SafetensorsFormat.MaxEntries)
                throw new InvalidDataException(
                    $"{SafetensorsFormat.MetadataKey} has more than {SafetensorsFormat.MaxEntries} entries"
                );
            string key = Text();
            if (Next() != JsonTokenType.String)
                throw new InvalidDataException(
                    $"{SafetensorsFormat.MetadataKey} {SafetensorsFormat.Quote(key)} is not a string"
                );
            if (!metadata.TryAdd(key, Text()))
                throw new InvalidDataException(
                    $"{SafetensorsFormat.MetadataKey} has {SafetensorsFormat.Quote(key)} twice"
                );
        }
    }

    private void ReadTensor(string name)
    {
        if (tensors.Count == SafetensorsFormat.MaxEntries)
            throw new InvalidDataException($"it lists more than {SafetensorsFormat.MaxEntries} tensors");
        if (Next() != JsonTokenType.StartObject)
            throw Fault(name, "is not described by a JSON object");
        ElementType? type = null;
        long[]? shape = null,
            offsets = null;
        while (Next() == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("dtype"u8) && type is null)
                type = ReadType(name);
            else if (json.ValueTextEquals("shape"u8) && shape is null)
                shape = ReadNumbers(name, "shape", SafetensorsFormat.MaxRank);
            else if (json.ValueTextEquals("data_offsets"u8) && offsets is null)
                offsets = ReadNumbers(name, "data_offsets", 2);
            else
                throw Fault(name, $"has {SafetensorsFormat.Quote(Text())} twice or where it does not belong");
        }

        if (type is null)
            throw Fault(name, "has no dtype");
        if (shape is null)
            throw Fault(name, "has no shape");
        if (offsets is not [long start, long end])
            throw Fault(name, "does not have two data_offsets");
        if (start > end || end > dataLength)
            throw Fault(
                name,
                $"has data_offsets [{start}, {end}], which are not within the file's {dataLength} bytes of data"
            );

        long count =
            SafetensorsFormat.ElementCount(shape)
            ?? throw Fault(name, $"has the shape {SafetensorsFormat.Describe(shape)}, which overflows");
        long bytes = SafetensorsFormat.BytesOf(type.Value);
        if (count > dataLength / bytes || count * bytes != end - start)
        {
            throw Fault(
                name,
                $"of dtype {SafetensorsFormat.NameOf(type.Value)} and shape {SafetensorsFormat.Describe(shape)} "
                    + $"does not fill its {end - start} bytes exactly"
            );
        }

        var tensor = new TensorInfo(name, type.Value, shape, count) { Offset = start, ByteLength = end - start };
        if (!tensors.TryAdd(name, tensor))
            throw Fault(name, "stands in its header twice");
    }

    private ElementType ReadType(string name)
    {
        if (Next() != JsonTokenType.String)
            throw Fault(name, "has a dtype that is not a string");
        string text = Text();
        return SafetensorsFormat.TypeOf(text)
            ?? throw Fault(
                name,
                $"has the dtype {SafetensorsFormat.Quote(text)}, which is none of {SafetensorsFormat.SupportedNames}"
            );
    }

    private long[] ReadNumbers(string name, string key, int most)
    {
        if (Next() != JsonTokenType.StartArray)
            throw Fault(name, $"has a {key} that is not an array");
        Span<long> numbers = stackalloc long[most];
        int count = 0;
        while (Next() != JsonTokenType.EndArray)
        {
            if (count == most)
                throw Fault(name, $"has a {key} of more than {most} numbers");
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
            {
                throw Fault(name, $"has a {key} with an entry that is not a whole number from 0 to 2^63 - 1");
            }

            numbers[count++] = number;
        }

        return numbers[..count].ToArray();
    }

    private readonly void CheckLayout()
    {
        TensorInfo[] inOrder = [.. tensors.Values];
        Array.Sort(inOrder, (a, b) => (a.Offset, a.ByteLength).CompareTo((b.Offset, b.ByteLength)));
        long end = 0;
        foreach (TensorInfo tensor in inOrder)
        {
            if (tensor.Offset < end)
                throw Fault(tensor.Name, "overlaps the tensor before it");
            if (tensor.Offset > end)
                throw Fault(tensor.Name, $"leaves {tensor.Offset - end} unused bytes before it");
            end = tensor.Offset + tensor.ByteLength;
        }

        if (end != dataLength)
            throw new InvalidDataException($"{dataLength - end} bytes follow its last tensor");
    }

    private JsonTokenType Next()
    {
        json.Read();
        return json.TokenType;
    }

    private readonly string Text() =>
        json.ValueSpan.Length <= SafetensorsFormat.MaxTextBytes
            ? json.GetString()!
            : throw new InvalidDataException(
                $"its header has a text of more than {SafetensorsFormat.MaxTextBytes} bytes"
            );

    private static InvalidDataException Fault(string name, string what) =>
        new InvalidDataException($"tensor {SafetensorsFormat.Quote(name)} {what}");
}
