using CsCheck;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights;

public class SafetensorsRoundTripTests
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Float64,
        ScalarType.Float32,
        ScalarType.Float16,
        ScalarType.BFloat16,
        ScalarType.Int64,
        ScalarType.Int32,
        ScalarType.Int16,
        ScalarType.Int8,
        ScalarType.Byte,
        ScalarType.Bool,
    ];

    [Fact]
    public void Any_types_and_shapes_come_back_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        var shape = Gen.Long[0, 4].Array[0, 5];
        var described = Gen.Select(Gen.Int[0, Types.Length - 1].Select(i => Types[i]), shape, Gen.Bool).Array[0, 6];
        Gen.Select(described, Gen.Dictionary(Gen.String, Gen.String)[0, 3])
            .Sample(
                (tensors, metadata) =>
                {
                    using var scope = NewDisposeScope();
                    string path = folder[Guid.NewGuid().ToString()]; // samples run side by side
                    var written = tensors
                        .Select((t, i) => (Name: $"t{i}.é \"{i}\"", Tensor: Make(t.Item1, t.Item2, t.Item3)))
                        .ToDictionary(t => t.Name, t => t.Tensor);
                    SafetensorsWriter.Write(path, written, metadata);
                    using var file = SafetensorsFile.Open(path);
                    Assert.Equal(written.Keys.Order(StringComparer.Ordinal), file.Names.Order(StringComparer.Ordinal));
                    Assert.Equal(metadata.OrderBy(m => m.Key), file.Metadata.OrderBy(m => m.Key));
                    foreach ((string name, Tensor expected) in written)
                        AssertSame(expected, file.Read(name));
                },
                iter: 100
            );
    }

    [Fact]
    public void A_bool_that_is_neither_true_nor_false_counts_as_true()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(
            folder["bools"],
            HandmadeSafetensors.Bytes($"{{{HandmadeSafetensors.Tensor("b", "BOOL", "[4]", "[0,4]")}}}", 4)
        ); // the bytes 0, 1, 2, 3
        using var file = SafetensorsFile.Open(folder["bools"]);
        Assert.Equal(3, file.Read("b").sum().item<long>());
    }

    [Fact]
    public void Tensors_that_are_views_are_written_by_what_they_show()
    {
        using var folder = new TemporaryFolder();
        Tensor whole = arange(24, dtype: float32).reshape(2, 3, 4);
        var written = new Dictionary<string, Tensor>
        {
            ["transposed"] = whole.transpose(0, 2),
            ["strided"] = whole[TensorIndex.Ellipsis, TensorIndex.Slice(1, null, 2)],
            ["expanded"] = ones(1, 3).expand(5, 3),
            ["parameter"] = nn.Parameter(whole.clone()),
        };
        SafetensorsWriter.Write(folder["views"], written);
        using var file = SafetensorsFile.Open(folder["views"]);
        foreach ((string name, Tensor expected) in written)
            AssertSame(expected.detach(), file.Read(name));
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_and_every_tensor_is_aligned()
    {
        using var folder = new TemporaryFolder();
        Tensor bytes = ones(3, dtype: uint8),
            floats = ones(5),
            halves = ones(7, dtype: float16);
        SafetensorsWriter.Write(
            folder["one"],
            new Dictionary<string, Tensor>
            {
                ["b"] = bytes,
                ["a"] = floats,
                ["c"] = halves,
                ["A"] = floats,
            }
        );
        SafetensorsWriter.Write(
            folder["two"],
            new Dictionary<string, Tensor>
            {
                ["A"] = floats,
                ["c"] = halves,
                ["a"] = floats,
                ["b"] = bytes,
            }
        );
        Assert.Equal(File.ReadAllBytes(folder["one"]), File.ReadAllBytes(folder["two"]));
        Assert.Equal(0, (8 + BitConverter.ToInt64(File.ReadAllBytes(folder["one"]))) % 8);
        using var file = SafetensorsFile.Open(folder["one"]);
        Assert.Equal(["A", "a", "c", "b"], file.Names);
        Assert.All(file.Tensors, t => Assert.Equal(0, t.Offset % (t.ByteLength / t.ElementCount)));
    }

    [Fact]
    public void Arrays_are_read_in_the_files_own_type_only()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(
            folder["x"],
            new Dictionary<string, Tensor>
            {
                ["f"] = tensor(new[] { 1.5f, -2f }),
                ["h"] = tensor(new[] { 0.5f }).to(float16),
                ["bf"] = tensor(new[] { 1f }).to(bfloat16),
                ["i"] = tensor(-7L),
                ["none"] = empty(0, 3),
            }
        );
        using var file = SafetensorsFile.Open(folder["x"]);
        Assert.Equal([1.5f, -2f], file.ReadArray<float>("f"));
        Assert.Equal([(Half)0.5f], file.ReadArray<Half>("h"));
        Assert.Equal([(ushort)0x3F80], file.ReadArray<ushort>("bf"));
        Assert.Equal([-7L], file.ReadArray<long>("i"));
        Assert.Empty(file.ReadArray<float>("none"));
        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => file.ReadArray<double>("f")).Code
        );
        Assert.Contains(
            "'nothing'",
            Assert.Throws<LightningDragException>(() => file.Read("nothing")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_tensor_longer_than_one_piece_comes_back_whole()
    {
        using var folder = new TemporaryFolder();
        Tensor large = arange((1 << 24) + 1000, dtype: int32).to(int16);
        SafetensorsWriter.Write(folder["large"], new Dictionary<string, Tensor> { ["large"] = large });
        using var file = SafetensorsFile.Open(folder["large"]);
        AssertSame(large, file.Read("large"));
    }

    [Fact]
    public void Files_of_the_formats_own_library_are_read()
    {
        using var file = SafetensorsFile.Open(SharedData.Require("goldens/compact/edit.safetensors"));
        Assert.Equal([999L, 749L, 499L, 249L], file.ReadArray<long>("timesteps"));
        Assert.Equal([256L, 256, 3], file.Info("image_rgb").Shape);
        Assert.Equal(ScalarType.Byte, file.Read("image_rgb").dtype);
        Tensor alphas = file.Read("alphas_cumprod");
        Assert.Equal(file.ReadArray<float>("alphas_cumprod"), alphas.data<float>().ToArray());
    }

    internal static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.eq(actual).all().item<bool>());
    }

    private static Tensor Make(ScalarType type, long[] shape, bool transposed)
    {
        Tensor values = type == ScalarType.Bool ? randint(0, 2, shape).to(type) : randint(0, 100, shape).to(type);
        return transposed && shape.Length >= 2 ? values.transpose(0, 1) : values;
    }
}
