using System.Security.Cryptography;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;
using LightningDrag.TestSupport;

namespace LightningDrag.Tests.Models.Compact.Network;

public sealed class OptimisedGraphTests : IDisposable
{
    private static readonly string Model = Path.Combine(SharedData.Repository, "models", CompactModel.Name);
    private static readonly float[] Picture =
    [
        .. Enumerable.Range(0, 3 * 256 * 256).Select(i => (float)(i * 7919 % 256)),
    ];
    private readonly string folder = Path.Combine(
        Directory.CreateTempSubdirectory("lightningdrag-").FullName,
        "graphs"
    );

    [Fact]
    public void A_kept_graph_gives_the_same_bits()
    {
        float[] fresh = Encode();
        var kept = Files();
        Assert.Equal(2, kept.Length);
        Assert.Equal(fresh, Encode());
        Assert.Equal(kept.Select(file => file.Length), Files().Select(file => file.Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_graph_is_made_again(bool shortened)
    {
        float[] fresh = Encode();
        foreach (var file in Files())
        {
            byte[] content = File.ReadAllBytes(file.FullName);
            content[content.Length / 2] ^= 1;
            File.WriteAllBytes(file.FullName, shortened ? content[..(content.Length / 3)] : content);
        }

        Assert.Equal(fresh, Encode());
        Assert.Equal(2, Files().Length);
        Assert.All(
            Files(),
            file =>
            {
                byte[] content = File.ReadAllBytes(file.FullName);
                Assert.Equal(SHA256.HashData(content.AsSpan(..^32)), content[^32..]);
            }
        );
    }

    [Fact]
    public void A_whole_file_that_is_no_graph_is_made_again()
    {
        var graph = OptimisedGraph.Of(folder, "other", [1], "0");
        graph.Write(path => File.WriteAllText(path, "not a graph"));
        Assert.NotNull(graph.TryRead());
        byte[] plain;
        using (var weights = NetworkWeights.Open(Path.Combine(Model, CompactModel.EncoderFile)))
            plain = CompactGraphs.Encoder.Model(weights, 256);
        using var session = OnnxSession.Open(graph, () => plain, threads: 1);
        Assert.True(graph.TryRead()!.Length > 1_000_000);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_no_error()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        File.WriteAllText(folder, "a file where the folder should be");
        Assert.NotEmpty(Encode());
    }

    [Fact]
    public void The_graphs_used_last_are_kept()
    {
        for (byte i = 0; i < 20; i++)
            OptimisedGraph.Of(folder, "some", [i], "0").Write(path => File.WriteAllText(path, "graph"));
        Assert.InRange(Files().Length, 1, 10);
        Assert.NotNull(OptimisedGraph.Of(folder, "some", [19], "0").TryRead());
    }

    [Fact]
    public void Another_version_of_the_runtime_has_its_own()
    {
        OptimisedGraph.Of(folder, "some", [1], "1.31").Write(path => File.WriteAllText(path, "graph"));
        Assert.Null(OptimisedGraph.Of(folder, "some", [1], "1.32").TryRead());
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    private FileInfo[] Files() =>
        [.. new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal)];

    private float[] Encode()
    {
        using var network = CompactNetwork.Load(Model, 256, threads: 1, folder);
        return network.Encode(Picture)[32];
    }
}
