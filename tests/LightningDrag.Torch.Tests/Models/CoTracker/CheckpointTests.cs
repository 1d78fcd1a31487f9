using System.IO.Compression;
using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Checkpoint;
using LightningDrag.Models.Layers;
using LightningDrag.Tests.Models.StableDiffusion;
using LightningDrag.Tests.Weights;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

public class CheckpointTests
{
    private static readonly CoTrackerConfig Small = new()
    {
        WindowLength = 16,
        FeatureWidth = 8,
        TokenWidth = 96,
        Heads = 2,
        InnerWidth = 64,
        TimeDepth = 2,
        SpaceDepth = 1,
        VirtualTracks = 3,
        MapHeight = 10,
        MapWidth = 12,
    };

    [Fact]
    public void An_archive_plain_or_from_training_and_safetensors_hold_the_same_network()
    {
        using var folder = new TemporaryFolder();
        string archive = CoTrackerGolden.Path("weights.pth"),
            wrapped = folder["wrapped.pth"];
        Wrap(archive, wrapped);
        using CoTrackerNetwork expected = CoTrackerGolden.Tiny();
        foreach (string path in new[] { archive, wrapped })
        {
            using CoTrackerNetwork network = CoTrackerCheckpoint.Load(path, heads: CoTrackerGolden.TinyHeads);
            Assert.Equal(expected.Config, network.Config);
            foreach ((string name, Tensor values) in expected.state_dict())
                TinyCheckpoint.Same(values, network.state_dict()[name]);
        }
    }

    [Fact]
    public void All_sizes_are_read_from_the_tensors()
    {
        using var folder = new TemporaryFolder();
        Save(folder["net"], _ => { });
        using CoTrackerNetwork network = CoTrackerCheckpoint.Load(folder["net"]);
        Assert.Equal(Small, network.Config);
    }

    [Fact]
    public void Everything_that_does_not_fit_is_named()
    {
        using var folder = new TemporaryFolder();
        Save(
            folder["net"],
            state =>
            {
                state.Remove("fnet.layer2.0.downsample.0.bias");
                state.Remove("time_emb");
                state["norm.weight"] = zeros(9);
                state["updateformer.time_blocks.1.attn.to_kv.weight"] = zeros(96, 96);
                state["optimizer.step"] = zeros(1);
            }
        );
        var error = Assert.Throws<LightningDragException>(() => CoTrackerCheckpoint.Load(folder["net"]));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(
            "2 missing ('fnet.layer2.0.downsample.0.bias', 'time_emb')",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("1 surplus ('optimizer.step')", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "2 mis-shaped ('norm.weight F32 [9] for F32 [8]', 'updateformer.time_blocks.1.attn.to_kv.weight F32 "
                + "[96, 96] for F32 [192, 96]')",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_models_file_is_refused_by_its_names()
    {
        using var folder = new TemporaryFolder();
        SafetensorsWriter.Write(folder["net"], new Dictionary<string, Tensor> { ["conv_in.weight"] = zeros(4) });
        var error = Assert.Throws<LightningDragException>(() => CoTrackerCheckpoint.Load(folder["net"]));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("321 missing ('fnet.conv1.bias', ", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 surplus ('conv_in.weight')", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time_emb", new long[] { 1, 7, 8 }, "windows have 7 frames")]
    [InlineData(
        "time_emb",
        new long[] { 1, 1000, 8 },
        "'time_emb' has the shape [1, 1000, 8]: axis 1 must be 1 to 128"
    )]
    [InlineData("fnet.conv3.weight", new long[] { 6, 12, 1, 1 }, "6 channels, no multiple of 4")]
    [InlineData("updateformer.input_transform.weight", new long[] { 100, 8 }, "100 channels, no multiple of 48")]
    [InlineData("updateformer.input_transform.weight", new long[] { 32, 8 }, "32 channels, no multiple of 48")]
    [InlineData(
        "updateformer.space_virtual_blocks.2.mlp.fc1.bias",
        new long[] { 64 },
        "2 time blocks are no multiple of its 3 space blocks"
    )]
    [InlineData(
        "updateformer.time_blocks.99.mlp.fc1.bias",
        new long[] { 64 },
        "'updateformer.time_blocks.99': at most 48"
    )]
    public void Sizes_that_make_no_network_are_refused(string name, long[] shape, string part)
    {
        using var folder = new TemporaryFolder();
        Save(folder["net"], state => state[name] = zeros(shape));
        var error = Assert.Throws<LightningDragException>(() => CoTrackerCheckpoint.Load(folder["net"]));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_not_sound_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            ErrorCode.MissingWeights,
            Assert.Throws<LightningDragException>(() => CoTrackerCheckpoint.Load(folder["nothing.pth"])).Code
        );
        File.WriteAllText(folder["page.pth"], "<html>Please log in</html>");
        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => CoTrackerCheckpoint.Load(folder["page.pth"])).Code
        );
    }

    [Fact]
    public void The_notice_names_the_licence() =>
        Assert.Contains("non-commercial", CoTrackerCheckpoint.LicenceNotice, StringComparison.Ordinal);

    private static void Save(string path, Action<Dictionary<string, Tensor>> change)
    {
        using var network = new CoTrackerNetwork(Placement.Default, Small);
        RandomWeights.Fill(network, seed: 3);
        Dictionary<string, Tensor> state = network.state_dict();
        change(state);
        SafetensorsWriter.Write(path, state);
    }

    /// <summary>The same archive with its dictionary under "model" in another one, as training saves it.</summary>
    private static void Wrap(string from, string to)
    {
        using ZipArchive source = ZipFile.OpenRead(from),
            target = ZipFile.Open(to, ZipArchiveMode.Create);
        foreach (ZipArchiveEntry entry in source.Entries)
        {
            using var bytes = new MemoryStream();
            using (Stream stream = entry.Open())
                stream.CopyTo(bytes);
            byte[] content = bytes.ToArray();
            if (entry.Name == "data.pkl")
            {
                // PROTO 2, EMPTY_DICT, "model", the dictionary without its own PROTO and STOP, SETITEM, STOP
                content =
                [
                    0x80,
                    2,
                    (byte)'}',
                    (byte)'X',
                    5,
                    0,
                    0,
                    0,
                    .. "model"u8,
                    .. content[2..^1],
                    (byte)'s',
                    (byte)'.',
                ];
            }

            using Stream written = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
            written.Write(content);
        }
    }
}
