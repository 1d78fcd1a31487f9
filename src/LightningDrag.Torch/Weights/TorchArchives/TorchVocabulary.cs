using LightningDrag.Weights.Pickles;

namespace LightningDrag.Weights.TorchArchives;

/// <summary>
/// All that a pickle of weights may refer to: dictionaries, storages and the functions that make tensors of them.
/// Another name is refused before anything is done with it.
/// </summary>
internal sealed class TorchVocabulary : PickleVocabulary
{
    /// <summary>What Module.state_dict hangs on its dictionary: version numbers of the modules.</summary>
    private const string Metadata = "_metadata";

    /// <summary>The protocol that PyTorch writes unless told otherwise.</summary>
    private const int Protocol = 2;

    private static readonly PickleOpcode[] Needed =
    [
        PickleOpcode.PROTO,
        PickleOpcode.MARK,
        PickleOpcode.STOP,
        PickleOpcode.GLOBAL,
        PickleOpcode.REDUCE,
        PickleOpcode.BUILD,
        PickleOpcode.BINPERSID,
        PickleOpcode.BINPUT,
        PickleOpcode.LONG_BINPUT,
        PickleOpcode.BINGET,
        PickleOpcode.LONG_BINGET,
        PickleOpcode.NONE,
        PickleOpcode.NEWTRUE,
        PickleOpcode.NEWFALSE,
        PickleOpcode.BININT,
        PickleOpcode.BININT1,
        PickleOpcode.BININT2,
        PickleOpcode.LONG1,
        PickleOpcode.BINUNICODE,
        PickleOpcode.EMPTY_TUPLE,
        PickleOpcode.TUPLE,
        PickleOpcode.TUPLE1,
        PickleOpcode.TUPLE2,
        PickleOpcode.TUPLE3,
        PickleOpcode.EMPTY_DICT,
        PickleOpcode.SETITEM,
        PickleOpcode.SETITEMS,
    ];

    /// <summary>The vocabulary; it has no state.</summary>
    public static TorchVocabulary Instance { get; } = new();

    /// <inheritdoc/>
    public override string Content => "weights";

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, object> Names { get; } =
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["collections.OrderedDict"] = (PickleFunction)OrderedDictionary,
            ["torch._utils._rebuild_tensor_v2"] = (PickleFunction)RebuildTensor,
            ["torch._utils._rebuild_parameter"] = (PickleFunction)RebuildParameter,
            ["torch.DoubleStorage"] = ElementType.Float64,
            ["torch.FloatStorage"] = ElementType.Float32,
            ["torch.HalfStorage"] = ElementType.Float16,
            ["torch.BFloat16Storage"] = ElementType.BFloat16,
            ["torch.LongStorage"] = ElementType.Int64,
            ["torch.IntStorage"] = ElementType.Int32,
            ["torch.ShortStorage"] = ElementType.Int16,
            ["torch.CharStorage"] = ElementType.Int8,
            ["torch.ByteStorage"] = ElementType.Byte,
            ["torch.BoolStorage"] = ElementType.Bool,
        };

    /// <inheritdoc/>
    public override void CheckProtocol(int protocol)
    {
        if (protocol != Protocol)
            throw new InvalidDataException(
                $"its pickle is of protocol {protocol}, and PyTorch's weights are of protocol {Protocol}"
            );
    }

    /// <inheritdoc/>
    public override bool Allows(PickleOpcode opcode) => Needed.Contains(opcode);

    /// <summary>Sets an object's attributes: only a dictionary's metadata, which nothing here needs.</summary>
    public override void Build(object? target, object? state)
    {
        if (target is not Dictionary<string, object?> || state is not Dictionary<string, object?> attributes)
            throw new InvalidDataException("its pickle sets the state (BUILD) of something that is not a dictionary");
        string? other = attributes.Keys.FirstOrDefault(key => key != Metadata);
        if (other is not null)
            throw new InvalidDataException(
                $"its pickle sets the attribute {SafetensorsFormat.Quote(other)} (BUILD), which is refused"
            );
    }

    /// <summary>
    /// A storage from its description: ("storage", type, name of the archive's member, device, number of elements).
    /// </summary>
    public override object Persistent(object? description, Allowance allowance)
    {
        if (
            description is not object?[] parts
            || parts is not ["storage", ElementType type, string key, string, long count]
            || count < 0
        )
        {
            throw new InvalidDataException("its pickle describes a storage in a way that is not PyTorch's");
        }

        allowance.Take(Allowance.ObjectBytes);
        return new TorchStorage(type, key, count);
    }

    private static Dictionary<string, object?> OrderedDictionary(object?[] arguments, Allowance allowance) =>
        arguments.Length == 0
            ? PickleMachine.NewDictionary(allowance)
            : throw new InvalidDataException("its pickle makes an OrderedDict with arguments");

    /// <summary>
    /// (storage, offset, shape, strides, requires_grad, hooks), since PyTorch 2.1 with metadata of the tensor at times.
    /// </summary>
    private static TorchTensor RebuildTensor(object?[] arguments, Allowance allowance)
    {
        if (
            arguments
                is not [
                    TorchStorage storage,
                    long offset,
                    object?[] shape,
                    object?[] strides,
                    bool,
                    Dictionary<string, object?>,
                    ..,
                ]
            || arguments.Length > 7
        )
        {
            throw new InvalidDataException(
                "its pickle makes a tensor (_rebuild_tensor_v2) of arguments that are not PyTorch's"
            );
        }

        if (shape.Length > SafetensorsFormat.MaxRank)
            throw new InvalidDataException(
                $"its pickle has a tensor of {shape.Length} dimensions, and {SafetensorsFormat.MaxRank} is the limit"
            );
        allowance.Take(3 * (Allowance.ObjectBytes + (sizeof(long) * shape.Length)));
        return TorchTensor.Checked(storage, offset, Numbers(shape), Numbers(strides));
    }

    /// <summary>(tensor, requires_grad, hooks): the tensor.</summary>
    private static TorchTensor RebuildParameter(object?[] arguments, Allowance allowance) =>
        arguments is [TorchTensor tensor, bool, Dictionary<string, object?>]
            ? tensor
            : throw new InvalidDataException(
                "its pickle makes a parameter (_rebuild_parameter) of arguments that are not PyTorch's"
            );

    private static long[] Numbers(object?[] tuple) =>
        Array.ConvertAll(
            tuple,
            entry =>
                entry is long number
                    ? number
                    : throw new InvalidDataException("its pickle has a shape or strides that are not whole numbers")
        );
}
