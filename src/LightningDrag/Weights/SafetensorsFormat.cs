namespace LightningDrag.Weights;

/// <summary>
/// What reader and writer must agree on: the element types, the limits, and how things are shown in messages.
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>The header's length, a little-endian 64-bit number, stands before the header.</summary>
    public const int PrefixBytes = 8;

    /// <summary>The limit of the format's own library.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    /// <summary>
    /// Most tensors, and most metadata, of a file: ten times what published models have. With
    /// <see cref="MaxTextBytes"/> it keeps what a header can make the reader allocate below twice the file's size plus
    /// ten megabytes, however dense the header.
    /// </summary>
    public const int MaxEntries = 20_000;

    /// <summary>Longest name or metadata.</summary>
    public const int MaxTextBytes = 1 << 22;

    /// <summary>PyTorch itself stops at 64; its kernels for copying stop earlier.</summary>
    public const int MaxRank = 16;

    public const string MetadataKey = "__metadata__";

    private const int QuotedLength = 100;

    private static readonly (string Name, ElementType Type, int Bytes, Type Clr)[] ElementTypes =
    [
        ("F64", ElementType.Float64, 8, typeof(double)),
        ("F32", ElementType.Float32, 4, typeof(float)),
        ("F16", ElementType.Float16, 2, typeof(Half)),
        ("BF16", ElementType.BFloat16, 2, typeof(ushort)),
        ("I64", ElementType.Int64, 8, typeof(long)),
        ("I32", ElementType.Int32, 4, typeof(int)),
        ("I16", ElementType.Int16, 2, typeof(short)),
        ("I8", ElementType.Int8, 1, typeof(sbyte)),
        ("U8", ElementType.Byte, 1, typeof(byte)),
        ("BOOL", ElementType.Bool, 1, typeof(bool)),
    ];

    public static string SupportedNames { get; } = string.Join(", ", ElementTypes.Select(e => e.Name));

    public static ElementType? TypeOf(string name) =>
        Array.FindIndex(ElementTypes, e => e.Name == name) is >= 0 and int i ? ElementTypes[i].Type : null;

    /// <summary>The name in the file.</summary>
    public static string NameOf(ElementType type) => ElementTypes.First(e => e.Type == type).Name;

    public static int BytesOf(ElementType type) => ElementTypes.First(e => e.Type == type).Bytes;

    /// <summary>
    /// The type of array that holds such elements; bfloat16 has none in .NET 10 and comes as its bits.
    /// </summary>
    public static Type ClrTypeOf(ElementType type) => ElementTypes.First(e => e.Type == type).Clr;

    public static bool IsFloat(ElementType type) =>
        type is ElementType.Float64 or ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>
    /// Product of the sizes; null where it overflows. Sizes of 0 count as 1 against overflow, because PyTorch's strides
    /// do.
    /// </summary>
    public static long? ElementCount(IEnumerable<long> shape)
    {
        long count = 1,
            stride = 1;
        foreach (long size in shape)
        {
            if (Math.BigMul(stride, Math.Max(size, 1), out stride) != 0 || stride < 0)
                return null;
            count *= size;
        }

        return count;
    }

    public static string Describe(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>A name from an untrusted file, fit for a terminal: short, without control characters.</summary>
    public static string Quote(string name)
    {
        string shown = name.Length <= QuotedLength ? name : name[..QuotedLength] + "…";
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c))}'";
    }
}
