using System.Formats.Tar;
using System.Text;
using LightningDrag.Data.Shards;
using LightningDrag.Evaluation.Pairs;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Tests.Pairs;

public sealed class StoredEvaluationPairsTests : IDisposable
{
    private const int Size = 32;
    private readonly string folder = Directory.CreateTempSubdirectory("pairs-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void LooseMembers_AreRead_InOrder()
    {
        Store("b");
        Store("a");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "not a member");

        var pairs = new StoredEvaluationPairs(folder).Read().ToList();

        Assert.Equal(["a", "b"], pairs.Select(p => p.Key));
        Assert.Equal(Size, pairs[0].Source.Width);
        Assert.Equal(3.5f, pairs[0].Motion!.FlowX[0]);
        Assert.Equal(-2f, pairs[0].Motion!.FlowY[5]);
        Assert.Equal(4, pairs[0].Points[0].Target.X - pairs[0].Points[0].Handle.X);
        Assert.True(pairs[0].Motion!.Valid[0]);
        Assert.False(pairs[0].Mask[0, 0]);
    }

    [Fact]
    public void ATarFile_GivesTheSamePairs()
    {
        Store("a");
        Store("b");
        string tar = Path.Combine(folder, "shard.tar");
        using (var writer = new TarWriter(File.Create(tar)))
        {
            foreach (
                string file in Directory
                    .GetFiles(folder)
                    .Where(f => !f.EndsWith(".tar", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
            )
                writer.WriteEntry(file, Path.GetFileName(file));
        }

        var pairs = new StoredEvaluationPairs(tar).Read().ToList();

        Assert.Equal(["a", "b"], pairs.Select(p => p.Key));
        Assert.Equal(3.5f, pairs[1].Motion!.FlowX[7]);
        Assert.Single(new StoredEvaluationPairs(tar, limit: 1).Read());
    }

    [Fact]
    public void Limit_SpreadsOverTheKeys()
    {
        foreach (string key in (string[])["a", "b", "c", "d"])
            Store(key);

        Assert.Equal(["a", "c"], new StoredEvaluationPairs(folder, limit: 2).Read().Select(p => p.Key));
    }

    [Theory]
    [InlineData("mask.png")]
    [InlineData("json")]
    [InlineData("target.png")]
    public void AMissingMember_IsNamed(string suffix)
    {
        Store("a");
        File.Delete(Path.Combine(folder, "a." + suffix));

        var error = Assert.Throws<LightningDragException>(() => new StoredEvaluationPairs(folder).Read().ToList());

        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("a." + suffix.Split('.')[0], error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json", "{\"points\": [[1, 2, 3]]}")]
    [InlineData("json", "{\"points\": [[1, 2, 3, 1e30]]}")]
    [InlineData("json", "{\"points\": []}")]
    [InlineData("json", "{\"points\": 7}")]
    [InlineData("json", "{")]
    [InlineData("flow.npy", "no array")]
    [InlineData("source.png", "no picture")]
    public void ABrokenMember_IsAnError(string suffix, string content)
    {
        Store("a");
        File.WriteAllText(Path.Combine(folder, "a." + suffix), content);

        var error = Assert.Throws<LightningDragException>(() => new StoredEvaluationPairs(folder).Read().ToList());

        Assert.Equal(ErrorCode.InvalidFile, error.Code);
    }

    [Fact]
    public void ATruncatedTar_AndNoFolder_AreErrors()
    {
        string file = Path.Combine(folder, "broken.tar");
        File.WriteAllBytes(file, [.. Enumerable.Repeat((byte)65, 700)]);

        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => new StoredEvaluationPairs(file).Read().ToList()).Code
        );
        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert
                .Throws<LightningDragException>(() =>
                    new StoredEvaluationPairs(Path.Combine(folder, "none")).Read().ToList()
                )
                .Code
        );
    }

    [Theory]
    [InlineData("'<f2'", 33, 4)]
    [InlineData("'<f8'", 32, 4)]
    [InlineData("'<f2'", 32, 3)]
    public void AnArrayOfAnotherKindShapeOrLength_IsAnError(string type, int rows, int bytes)
    {
        byte[] file = Npy(type, rows, new byte[Size * Size * bytes]);

        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => NpyFlow.Read(file, "x.flow.npy", Size, Size)).Code
        );
    }

    private void Store(string key)
    {
        RasterImage image = TestPairs.Texture(Size);
        ImageWriter.Write(Path.Combine(folder, key + ".source.png"), image);
        ImageWriter.Write(Path.Combine(folder, key + ".target.png"), image);
        ImageWriter.Write(Path.Combine(folder, key + ".mask.png"), TestPairs.Disc(Size, 12).ToImage());
        File.WriteAllText(Path.Combine(folder, key + ".json"), "{\"points\": [[14, 15, 18, 16.5]], \"clip\": \"x\"}");
        var values = new byte[Size * Size * 4];
        for (int i = 0; i < Size * Size; i++)
        {
            BitConverter.TryWriteBytes(values.AsSpan(4 * i), (Half)3.5f);
            BitConverter.TryWriteBytes(values.AsSpan((4 * i) + 2), (Half)(-2f));
        }

        File.WriteAllBytes(Path.Combine(folder, key + ".flow.npy"), Npy("'<f2'", Size, values));
    }

    private static byte[] Npy(string type, int rows, byte[] values)
    {
        string header = $"{{'descr': {type}, 'fortran_order': False, 'shape': ({rows}, {Size}, 2), }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. values];
    }
}
