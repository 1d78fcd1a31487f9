using LightningDrag.Weights;
using LightningDrag.Weights.Pickles;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>An array of NumPy as a pickle holds it; filled by its state.</summary>
internal sealed class NumpyArray
{
    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; set; } = [];

    /// <summary>NumPy's code of the elements' type: kind and bytes ("u1").</summary>
    public string Type { get; set; } = "";

    /// <summary>The elements, little-endian, the last index fastest.</summary>
    public byte[] Elements { get; set; } = [];
}

/// <summary>
/// What the pickles of DragBench may contain: dictionaries, lists, numbers, texts, and NumPy's arrays of numbers in
/// Python's protocols 2 to 4.
/// </summary>
internal sealed class NumpyVocabulary : PickleVocabulary
{
    private static readonly object ArrayType = new();

    /// <summary>Never arise in such files: objects from outside and whatever numbers extensions.</summary>
    private static readonly PickleOpcode[] Needed =
    [
        PickleOpcode.PROTO,
        PickleOpcode.FRAME,
        PickleOpcode.MARK,
        PickleOpcode.STOP,
        PickleOpcode.GLOBAL,
        PickleOpcode.STACK_GLOBAL,
        PickleOpcode.REDUCE,
        PickleOpcode.BUILD,
        PickleOpcode.BINPUT,
        PickleOpcode.LONG_BINPUT,
        PickleOpcode.MEMOIZE,
        PickleOpcode.BINGET,
        PickleOpcode.LONG_BINGET,
        PickleOpcode.NONE,
        PickleOpcode.NEWTRUE,
        PickleOpcode.NEWFALSE,
        PickleOpcode.BININT,
        PickleOpcode.BININT1,
        PickleOpcode.BININT2,
        PickleOpcode.LONG1,
        PickleOpcode.BINFLOAT,
        PickleOpcode.SHORT_BINBYTES,
        PickleOpcode.BINBYTES,
        PickleOpcode.BINUNICODE,
        PickleOpcode.SHORT_BINUNICODE,
        PickleOpcode.EMPTY_TUPLE,
        PickleOpcode.TUPLE,
        PickleOpcode.TUPLE1,
        PickleOpcode.TUPLE2,
        PickleOpcode.TUPLE3,
        PickleOpcode.EMPTY_LIST,
        PickleOpcode.APPEND,
        PickleOpcode.APPENDS,
        PickleOpcode.EMPTY_DICT,
        PickleOpcode.SETITEM,
        PickleOpcode.SETITEMS,
    ];

    /// <summary>The vocabulary; it has no state.</summary>
    public static NumpyVocabulary Instance { get; } = new();

    /// <inheritdoc/>
    public override string Content => "DragBench's metadata";

    /// <summary>NumPy 2 moved its module.</summary>
    protected override IReadOnlyDictionary<string, object> Names { get; } =
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["numpy.core.multiarray._reconstruct"] = (PickleFunction)Reconstruct,
            ["numpy._core.multiarray._reconstruct"] = (PickleFunction)Reconstruct,
            ["numpy.ndarray"] = ArrayType,
            ["numpy.dtype"] = (PickleFunction)ElementType,
        };

    /// <inheritdoc/>
    public override void CheckProtocol(int protocol)
    {
        if (protocol is < 2 or > 4)
            throw new InvalidDataException(
                $"its pickle is of protocol {protocol}, and 2 to 4 are read: save it again with pickle.dump(…, "
                    + $"protocol=4)"
            );
    }

    /// <inheritdoc/>
    public override bool Allows(PickleOpcode opcode) => Needed.Contains(opcode);

    /// <inheritdoc/>
    public override object? Persistent(object? description, Allowance allowance) =>
        throw new InvalidDataException("its pickle refers to an object outside");

    /// <summary>
    /// An array's state: (1, shape, type, whether the first index is fastest, elements); a type's: its byte order comes
    /// third.
    /// </summary>
    public override void Build(object? target, object? state)
    {
        switch (target, state)
        {
            case (NumpyArray array, object?[] and [1L, object?[] shape, NumpyType type, false, byte[] elements]):
                array.Shape = [.. shape.Select(size => size is long and >= 0 ? (long)size : throw Unsound())];
                if (
                    SafetensorsFormat.ElementCount([.. array.Shape]) is not { } count
                    || count > elements.Length
                    || count * type.Bytes != elements.Length
                )
                    throw Unsound();
                (array.Type, array.Elements) = (type.Code, elements);
                break;
            case (NumpyType type, object?[] and [3L, string order, ..])
                when order is "|" or "<" || (order == "=" && type.Bytes == 1):
                break;
            default:
                throw Unsound();
        }
    }

    private static NumpyArray Reconstruct(object?[] arguments, Allowance allowance)
    {
        if (arguments is not [var type, object?[], byte[]] || type != ArrayType)
            throw Unsound();
        allowance.Take(2 * Allowance.ObjectBytes);
        return new NumpyArray();
    }

    private static NumpyType ElementType(object?[] arguments, Allowance allowance)
    {
        if (arguments is not [string code, bool, bool])
            throw Unsound();
        allowance.Take(Allowance.ObjectBytes);
        return code switch
        {
            "b1" or "u1" or "i1" => new NumpyType(code, 1),
            "i4" or "u4" or "f4" => new NumpyType(code, 4),
            "i8" or "u8" or "f8" => new NumpyType(code, 8),
            _ => throw new InvalidDataException(
                $"its pickle has an array of type {SafetensorsFormat.Quote(code)}; whole numbers and floats are read"
            ),
        };
    }

    private static InvalidDataException Unsound() => new("its pickle has an array that NumPy would not write so");

    private sealed record NumpyType(string Code, int Bytes);
}
