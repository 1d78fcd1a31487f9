using LightningDrag.Weights;
using LightningDrag.Weights.Pickles;
using LightningDrag.Weights.TorchArchives;
using static LightningDrag.Tests.Weights.TorchArchives.HandmadePickle;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>One pickle for each rule; the fault must name the file and what was refused.</summary>
public sealed class HostilePickleTests : HandmadePickleTests
{
    private static readonly PickleOpcode[] Allowed =
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

    [Fact]
    public void Everything_that_weights_may_hold_is_read()
    {
        byte[] metadata = Filled(
            EmptyDictionary,
            ("_metadata", Filled(OrderedDictionary, ("", Filled(EmptyDictionary, ("version", Number(1))))))
        );
        using TorchArchive file = Open(
            Filled(
                OrderedDictionary,
                ("plain", Sound),
                ("parameter", Parameter(Sound)),
                ("transposed", Tensor(SixFloats, 0, [3, 2], [1, 3])),
                ("part", Tensor(SixFloats, 1, [2], [3])),
                ("number", Tensor(SixFloats, 5, [], [])),
                ("empty", Tensor(SixFloats, 6, [0, 9], [9, 1])),
                ("inner", Filled(EmptyDictionary, ("a.b", Sound), ("none", EmptyDictionary)))
            ),
            metadata,
            Build
        );
        Assert.Equal(["plain", "parameter", "transposed", "part", "number", "empty", "inner.a.b"], file.Names);
        Assert.Equal([0f, 1, 2, 3, 4, 5], Values(file, "plain"));
        Assert.Equal([0f, 1, 2, 3, 4, 5], Values(file, "parameter"));
        Assert.Equal([0f, 3, 1, 4, 2, 5], Values(file, "transposed"));
        Assert.Equal([3L, 2], file.Read("transposed").shape);
        Tensor copied = zeros(3, 2, dtype: float64);
        file.CopyTo("transposed", copied);
        Assert.Equal([0.0, 3, 1, 4, 2, 5], copied.data<double>().ToArray());
        Assert.Equal([1f, 4], Values(file, "part"));
        Assert.Equal([5f], Values(file, "number"));
        Assert.Empty(file.Info("number").Shape);
        Assert.Equal([0L, 9], file.Read("empty").shape);
    }

    [Theory]
    [InlineData("DoubleStorage", ScalarType.Float64, 3)]
    [InlineData("FloatStorage", ScalarType.Float32, 6)]
    [InlineData("HalfStorage", ScalarType.Float16, 12)]
    [InlineData("BFloat16Storage", ScalarType.BFloat16, 12)]
    [InlineData("LongStorage", ScalarType.Int64, 3)]
    [InlineData("IntStorage", ScalarType.Int32, 6)]
    [InlineData("ShortStorage", ScalarType.Int16, 12)]
    [InlineData("CharStorage", ScalarType.Int8, 24)]
    [InlineData("ByteStorage", ScalarType.Byte, 24)]
    [InlineData("BoolStorage", ScalarType.Bool, 24)]
    public void Storages_of_every_type_are_read(string storage, ScalarType type, int count)
    {
        using TorchArchive file = Open(
            Filled(EmptyDictionary, ("a", Tensor(Storage(storage, "0", count), 0, [count], [1])))
        );
        Assert.Equal(type, file.Info("a").Type.ToScalarType());
        Assert.Equal(type, file.Read("a").dtype);
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "eval")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch", "load")]
    [InlineData("torch", "_utils._rebuild_tensor_v2.__globals__")]
    [InlineData("collections", "defaultdict")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    [InlineData("", "")]
    public void Other_names_are_refused(string module, string name)
    {
        string fault = $"refers to '{module}.{name}', which weights do not need and which is refused";
        AssertRefused(fault, Global(module, name), Tuple(Text("touch /tmp/x")), Reduce);
        AssertRefused(fault, Filled(EmptyDictionary, ("a", Sound), ("b", Global(module, name))));
    }

    [Fact]
    public void Every_other_operation_is_refused_by_its_name()
    {
        PickleOpcode[] refused = [.. Enum.GetValues<PickleOpcode>().Except(Allowed)];
        Assert.Equal(41, refused.Length);
        Assert.All(
            refused,
            operation =>
                AssertRefused(
                    $"has the operation {operation}, which weights do not need and which is refused (at byte 2)",
                    [(byte)operation]
                )
        );
        Assert.All(
            Enumerable.Range(0, 256).Where(b => !Enum.IsDefined((PickleOpcode)b)),
            b => AssertRefused($"has the operation 0x{b:x2}, ", [(byte)b])
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Another_protocol_is_refused(byte protocol) =>
        AssertRefused($"of protocol {protocol}", [0x80, protocol], EmptyDictionary);

    [Fact]
    public void Calls_of_what_is_not_a_function_are_refused()
    {
        AssertRefused("calls something that is not a function", Text("os.system"), EmptyTuple, Reduce);
        AssertRefused("calls something that is not a function", Global("torch", "FloatStorage"), EmptyTuple, Reduce);
        AssertRefused(
            "with arguments that are not a tuple",
            Global("collections", "OrderedDict"),
            EmptyDictionary,
            Reduce
        );
        AssertRefused(
            "makes an OrderedDict with arguments",
            Global("collections", "OrderedDict"),
            Tuple(EmptyTuple),
            Reduce
        );
        AssertRefused(
            "_rebuild_tensor_v2) of arguments that are not PyTorch's",
            Global("torch._utils", "_rebuild_tensor_v2"),
            Tuple(SixFloats, Number(0)),
            Reduce
        );
        AssertRefused(
            "_rebuild_parameter) of arguments that are not PyTorch's",
            Global("torch._utils", "_rebuild_parameter"),
            Tuple(SixFloats, Truth(true), OrderedDictionary),
            Reduce
        );
        AssertRefused(
            "describes a storage in a way that is not PyTorch's",
            Tuple(Text("storage"), Text("0")),
            "Q"u8.ToArray()
        );
        AssertRefused("describes a storage in a way that is not PyTorch's", Storage("FloatStorage", "0", -1));
        AssertRefused("describes a storage in a way that is not PyTorch's", Text("storage"), "Q"u8.ToArray());
    }

    [Fact]
    public void State_that_is_not_metadata_is_refused()
    {
        AssertRefused(
            "sets the attribute '__class__' (BUILD), which is refused",
            OrderedDictionary,
            Filled(EmptyDictionary, ("_metadata", None), ("__class__", None)),
            Build
        );
        AssertRefused("sets the state (BUILD) of something that is not a dictionary", Sound, EmptyDictionary, Build);
        AssertRefused(
            "sets the state (BUILD) of something that is not a dictionary",
            EmptyDictionary,
            Tuple(None, EmptyDictionary),
            Build
        );
    }

    [Theory]
    [InlineData(0, new long[] { 7 }, new long[] { 1 })]
    [InlineData(1, new long[] { 6 }, new long[] { 1 })]
    [InlineData(7, new long[] { 0 }, new long[] { 1 })]
    [InlineData(-1, new long[] { 2 }, new long[] { 1 })]
    [InlineData(long.MinValue, new long[] { 2 }, new long[] { 1 })]
    [InlineData(long.MaxValue, new long[] { 2 }, new long[] { 1 })]
    [InlineData(0, new long[] { -2 }, new long[] { 1 })]
    [InlineData(5, new long[] { 6 }, new long[] { -1 })]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 4, 1 })]
    [InlineData(0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { long.MaxValue, long.MaxValue })]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 3 })]
    [InlineData(0, new long[] { 1L << 40 }, new long[] { 0 })]
    [InlineData(0, new long[] { 7 }, new long[] { 0 })]
    [InlineData(0, new long[] { 1L << 32, 1L << 32, 1L << 32 }, new long[] { 0, 0, 0 })]
    [InlineData(0, new long[] { 0, 1L << 62, 4 }, new long[] { 1, 1, 1 })]
    public void A_tensor_that_is_not_within_its_storage_is_refused(long offset, long[] shape, long[] strides) =>
        AssertRefused(
            "is not within its storage of 6 elements",
            Filled(EmptyDictionary, ("a", Tensor(SixFloats, offset, shape, strides)))
        );

    [Theory]
    [InlineData(5, "'a' lies in a storage of 5 elements of type F32, but its member has 24 bytes")]
    [InlineData(1L << 62, "'a' lies in a storage of 4611686018427387904 elements")]
    [InlineData(long.MaxValue, "'a' lies in a storage of 9223372036854775807 elements")]
    public void A_storage_of_another_size_than_its_member_is_refused(long count, string fault) =>
        AssertRefused(fault, Filled(EmptyDictionary, ("a", Tensor(Storage("FloatStorage", "0", count), 0, [2], [1]))));

    [Fact]
    public void More_dimensions_than_the_limit_are_refused() =>
        AssertRefused(
            "17 dimensions",
            Filled(
                EmptyDictionary,
                ("a", Tensor(SixFloats, 0, [.. Enumerable.Repeat(1L, 17)], [.. Enumerable.Repeat(1L, 17)]))
            )
        );

    [Fact]
    public void What_is_not_a_tensor_is_refused()
    {
        AssertRefused("not a dictionary of tensors", Number(1));
        AssertRefused("not a dictionary of tensors", Sound);
        AssertRefused(
            "'epoch' in its pickle is not a tensor",
            Filled(EmptyDictionary, ("a", Sound), ("epoch", Number(3)))
        );
        AssertRefused(
            "'in.x' in its pickle is not a tensor",
            Filled(EmptyDictionary, ("in", Filled(EmptyDictionary, ("x", SixFloats))))
        );
        AssertRefused("a key that is not a text", EmptyDictionary, Number(0), Sound, "s"u8.ToArray());
        AssertRefused("'a' twice in a dictionary", Filled(EmptyDictionary, ("a", Sound), ("a", Sound)));
        AssertRefused(
            "two tensors of the name 'a.b'",
            Filled(EmptyDictionary, ("a.b", Sound), ("a", Filled(EmptyDictionary, ("b", Sound))))
        );
        AssertRefused("fills something that is not a dictionary", EmptyTuple, Text("a"), Sound, "s"u8.ToArray());
        AssertRefused("fills something that is not a dictionary", EmptyDictionary, Mark, Text("a"), "u"u8.ToArray());
    }

    [Fact]
    public void A_dictionary_in_itself_or_in_many_places_is_refused()
    {
        AssertRefused("stands in itself", EmptyDictionary, Put(0), Text("a"), Get(0), "s"u8.ToArray());
        byte[] twice = Filled(EmptyDictionary, ("a", Sound));
        AssertRefused(
            "stands in itself, or twice",
            EmptyDictionary,
            Mark,
            Text("a"),
            twice,
            Put(0),
            Text("b"),
            Get(0),
            "u"u8.ToArray()
        );
    }

    [Fact]
    public void A_stack_or_memo_that_is_not_there_is_refused()
    {
        AssertRefused("more values from its stack than lie there", Reduce);
        AssertRefused("more values from its stack than lie there", EmptyTuple, Mark, [0x85]);
        AssertRefused("more values from its stack than lie there", Text("a"), Sound, "s"u8.ToArray());
        AssertRefused("more values from its stack than lie there", Mark, Put(0));
        AssertRefused("a mark that it did not set", EmptyTuple, "t"u8.ToArray());
        AssertRefused("remembers a value as number 1 after only 0 others", EmptyTuple, Put(1));
        AssertRefused("remembers a value as number 2147483647", EmptyTuple, Put(int.MaxValue));
        AssertRefused("remembers a value as number 4294967295", EmptyTuple, [(byte)'r', 255, 255, 255, 255]);
        AssertRefused("recalls value number 0 of only 0", Get(0));
        AssertRefused("recalls value number 4294967295", "j"u8.ToArray(), [255, 255, 255, 255]);
    }

    [Fact]
    public void What_breaks_off_or_goes_on_is_refused()
    {
        byte[] sound = Whole(Filled(EmptyDictionary, ("a", Sound)));
        for (int length = 0; length < sound.Length; length++)
            AssertPickleRefused(sound[..length], "its pickle ");
        AssertPickleRefused([.. sound, (byte)'.'], "does not end where its last value does");
        AssertRefused("does not end where its last value does", EmptyDictionary, EmptyDictionary);
        AssertRefused("breaks off", "X"u8.ToArray(), [255, 255, 255, 255]);
        AssertRefused("breaks off", "X"u8.ToArray(), [255, 255, 255, 127]);
        AssertRefused("breaks off", "ctorch\nFloatStorage"u8.ToArray());
        AssertRefused("breaks off", [0x8a, 255]);
        AssertRefused("a whole number of 9 bytes", [0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        AssertRefused("not valid UTF-8", Text([0xC3]));
    }

    [Fact]
    public void Whole_numbers_of_every_form_are_read()
    {
        byte[][] two =
        [
            Number(2),
            [(byte)'M', 2, 0],
            [(byte)'J', 2, 0, 0, 0],
            [0x8a, 1, 2],
            [0x8a, 8, 2, 0, 0, 0, 0, 0, 0, 0],
        ];
        byte[][] zero =
        [
            [0x8a, 0],
            Number(0),
        ];
        foreach (byte[] offset in two.Concat(zero))
        {
            byte[] tensor = Join(
                Global("torch._utils", "_rebuild_tensor_v2"),
                Tuple(SixFloats, offset, Numbers(1), Numbers(1), Truth(false), OrderedDictionary),
                Reduce
            );
            using TorchArchive file = Open(Filled(EmptyDictionary, ("a", tensor)));
            Assert.Equal([two.Contains(offset) ? 2f : 0], Values(file, "a"));
        }

        AssertRefused(
            "offset -1,",
            Filled(
                EmptyDictionary,
                (
                    "a",
                    Join(
                        Global("torch._utils", "_rebuild_tensor_v2"),
                        Tuple(SixFloats, [0x8a, 1, 255], Numbers(1), Numbers(1), Truth(false), OrderedDictionary),
                        Reduce
                    )
                )
            )
        );
    }
}
