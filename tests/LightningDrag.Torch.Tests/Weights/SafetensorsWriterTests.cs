using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_disk_too_full_is_told_and_the_old_file_stays()
    {
        string path = folder["weights"];
        SafetensorsWriter.Write(path, One(ones(3)));
        byte[] old = File.ReadAllBytes(path);
        // Four million terabytes that take four bytes of memory.
        LightningDragException error = Refusal(path, One(zeros(1).expand(1L << 60)));
        Assert.Equal(ErrorCode.Unsupported, error.Code);
        Assert.Contains("make room", error.Message, StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_told()
    {
        Assert.Equal(ErrorCode.InvalidRequest, Refusal(folder["none/weights"], One(ones(1))).Code);
        Assert.Equal(ErrorCode.InvalidRequest, Refusal(folder.Path, One(ones(1))).Code);
        Assert.Equal(ErrorCode.InvalidRequest, Refusal(folder[new string('x', 300)], One(ones(1))).Code);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_the_reader_would_refuse_is_not_written()
    {
        Assert.Contains(
            "ComplexFloat32",
            Refusal(folder["x"], One(zeros(2, dtype: complex64))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "a shape of more than 16 numbers",
            Refusal(folder["x"], One(zeros([.. Enumerable.Repeat(1L, 17)]))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'__metadata__'",
            Refusal(folder["x"], new() { ["__metadata__"] = zeros(1) }).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Unicode",
            Refusal(folder["x"], new() { ["\ud800"] = zeros(1) }).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "more than 20000 tensors",
            Refusal(folder["x"], Enumerable.Range(0, 20_001).ToDictionary(i => $"{i}", _ => zeros(0))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_that_is_open_can_be_replaced()
    {
        string path = folder["weights"];
        SafetensorsWriter.Write(path, One(ones(3)));
        using SafetensorsFile before = SafetensorsFile.Open(path);
        SafetensorsWriter.Write(path, One(zeros(3)));
        Assert.Equal([1f, 1f, 1f], before.ReadArray<float>("t"));
        using SafetensorsFile after = SafetensorsFile.Open(path);
        Assert.Equal([0f, 0f, 0f], after.ReadArray<float>("t"));
    }

    [Fact]
    public void Tensors_made_one_by_one_give_the_same_file()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["b"] = arange(6f).reshape(2, 3),
            ["a"] = ones(3, float16),
            ["c"] = tensor(2L),
        };
        SafetensorsWriter.Write(folder["whole"], tensors);
        var made = new List<string>();
        SafetensorsWriter.Write(
            folder["streamed"],
            tensors.Select(t => SafetensorsWriter.Describe(t.Key, t.Value.dtype, t.Value.shape)),
            info =>
            {
                made.Add(info.Name);
                return tensors[info.Name].clone();
            }
        );
        Assert.Equal(File.ReadAllBytes(folder["whole"]), File.ReadAllBytes(folder["streamed"]));
        Assert.Equal(["c", "b", "a"], made); // in the file's order
        Assert.Throws<InvalidOperationException>(() =>
            SafetensorsWriter.Write(
                folder["other"],
                [SafetensorsWriter.Describe("a", ScalarType.Float32, [3])],
                _ => ones(4)
            )
        );
        Assert.False(File.Exists(folder["other"]));
    }

    [Fact]
    public void Nothing_at_all_is_a_file_too()
    {
        SafetensorsWriter.Write(folder["nothing"], new Dictionary<string, Tensor>());
        using SafetensorsFile file = SafetensorsFile.Open(folder["nothing"]);
        Assert.Empty(file.Names);
        Assert.Empty(file.Metadata);
    }

    private static Dictionary<string, Tensor> One(Tensor tensor) => new() { ["t"] = tensor };

    private static LightningDragException Refusal(string path, Dictionary<string, Tensor> tensors) =>
        Assert.Throws<LightningDragException>(() => SafetensorsWriter.Write(path, tensors));
}
