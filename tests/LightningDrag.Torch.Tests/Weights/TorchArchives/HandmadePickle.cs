using System.Text;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>Pickles put together operation by operation, so that they can also be such as no Python writes.</summary>
internal static class HandmadePickle
{
    public static readonly byte[] Mark = "("u8.ToArray(),
        None = "N"u8.ToArray(),
        EmptyTuple = ")"u8.ToArray(),
        EmptyDictionary = "}"u8.ToArray(),
        Reduce = "R"u8.ToArray(),
        Build = "b"u8.ToArray();

    /// <summary>An empty OrderedDict, as PyTorch's dictionaries of tensors and of hooks begin.</summary>
    public static readonly byte[] OrderedDictionary =
    [
        .. Global("collections", "OrderedDict"),
        .. EmptyTuple,
        .. Reduce,
    ];

    /// <summary>A whole pickle that ends with this value.</summary>
    public static byte[] Whole(params byte[][] operations) => [0x80, 2, .. Join(operations), (byte)'.'];

    public static byte[] Join(params byte[][] operations) => [.. operations.SelectMany(o => o)];

    public static byte[] Global(string module, string name) => Encoding.UTF8.GetBytes($"c{module}\n{name}\n");

    public static byte[] Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public static byte[] Text(byte[] utf8) => [(byte)'X', .. BitConverter.GetBytes(utf8.Length), .. utf8];

    public static byte[] Number(long number) =>
        number switch
        {
            >= 0 and <= byte.MaxValue => [(byte)'K', (byte)number],
            >= 0 and <= ushort.MaxValue => [(byte)'M', .. BitConverter.GetBytes((ushort)number)],
            >= int.MinValue and <= int.MaxValue => [(byte)'J', .. BitConverter.GetBytes((int)number)],
            _ => [0x8a, 8, .. BitConverter.GetBytes(number)],
        };

    public static byte[] Truth(bool value) => [(byte)(value ? 0x88 : 0x89)];

    public static byte[] Put(int index) =>
        index <= byte.MaxValue ? [(byte)'q', (byte)index] : [(byte)'r', .. BitConverter.GetBytes(index)];

    public static byte[] Get(int index) =>
        index <= byte.MaxValue ? [(byte)'h', (byte)index] : [(byte)'j', .. BitConverter.GetBytes(index)];

    public static byte[] Tuple(params byte[][] values) =>
        values.Length switch
        {
            0 => EmptyTuple,
            <= 3 => [.. Join(values), (byte)(0x84 + values.Length)],
            _ => [.. Mark, .. Join(values), (byte)'t'],
        };

    public static byte[] Numbers(params long[] numbers) => Tuple([.. numbers.Select(Number)]);

    /// <summary>A dictionary with these entries in the place of the empty one on the stack.</summary>
    public static byte[] Filled(byte[] empty, params (string Key, byte[] Value)[] entries) =>
        [.. empty, .. Mark, .. entries.SelectMany(e => Join(Text(e.Key), e.Value)), (byte)'u'];

    public static byte[] Storage(string type, string key, long count) =>
        [.. Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Number(count)), (byte)'Q'];

    public static byte[] Tensor(byte[] storage, long offset, long[] shape, long[] strides) =>
        Join(
            Global("torch._utils", "_rebuild_tensor_v2"),
            Tuple(storage, Number(offset), Numbers(shape), Numbers(strides), Truth(false), OrderedDictionary),
            Reduce
        );

    public static byte[] Parameter(byte[] tensor) =>
        Join(Global("torch._utils", "_rebuild_parameter"), Tuple(tensor, Truth(true), OrderedDictionary), Reduce);
}
