using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using LightningDrag.Weights;

namespace LightningDrag.Tools.RandomCheckpoint;

/// <summary>
/// The pickle (protocol 2) of a state dictionary: OrderedDict of name → _rebuild_tensor_v2(storage, offset, shape,
/// strides, false, OrderedDict()), where a storage is the persistent identity ("storage", type, file, "cpu", elements).
/// </summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public static byte[] StateDictionary(IReadOnlyList<TensorInfo> tensors)
    {
        var pickle = new PickleWriter();
        pickle.Op([0x80, 2]);
        pickle.OrderedDictionary();
        pickle.Op("("u8);
        foreach ((int index, TensorInfo tensor) in tensors.Index())
        {
            pickle.Text(tensor.Name);
            pickle.Tensor(tensor, index);
        }

        pickle.Op("u."u8); // SETITEMS, STOP
        return pickle.bytes.WrittenSpan.ToArray();
    }

    private void Tensor(TensorInfo tensor, int index)
    {
        Global("torch._utils", "_rebuild_tensor_v2");
        Op("(("u8);
        Text("storage");
        Global(
            "torch",
            tensor.Type switch
            {
                ElementType.Float16 => "HalfStorage",
                ElementType.Float32 => "FloatStorage",
                _ => throw new ArgumentException($"No storage is known for {tensor.Type}.", nameof(tensor)),
            }
        );
        Text(index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Text("cpu");
        Integer(tensor.ElementCount);
        Op("tQ"u8); // TUPLE, BINPERSID
        Integer(0);
        Tuple(tensor.Shape);
        Tuple([
            .. tensor.Shape.Select(
                (_, dimension) => tensor.Shape.Skip(dimension + 1).Aggregate(1L, (product, size) => product * size)
            ),
        ]);
        Op([0x89]); // NEWFALSE
        OrderedDictionary();
        Op("tR"u8); // TUPLE, REDUCE
    }

    private void OrderedDictionary()
    {
        Global("collections", "OrderedDict");
        Op(")R"u8); // EMPTY_TUPLE, REDUCE
    }

    private void Global(string module, string name) => Op(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    private void Tuple(IReadOnlyList<long> numbers)
    {
        Op("("u8);
        foreach (long number in numbers)
            Integer(number);
        Op("t"u8);
    }

    private void Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Op("X"u8);
        Number(utf8.Length);
        Op(utf8);
    }

    private void Integer(long number)
    {
        Op("J"u8);
        Number(checked((int)number));
    }

    private void Number(int number)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, number);
        Op(four);
    }

    private void Op(ReadOnlySpan<byte> op) => bytes.Write(op);
}
