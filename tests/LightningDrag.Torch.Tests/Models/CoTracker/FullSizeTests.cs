using System.Text.Json;
using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Features;
using LightningDrag.Models.CoTracker.Tracking;
using LightningDrag.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>The published network's sizes, against the reference with computed weights.</summary>
public class FullSizeTests
{
    [Fact]
    public void Names_and_shapes_are_the_published_ones()
    {
        using var network = new CoTrackerNetwork(
            new Placement(new Device(DeviceType.META), ScalarType.Float32),
            new CoTrackerConfig()
        );
        using var json = PublishedTensors();
        var expected = json
            .RootElement.GetProperty("tensors")
            .EnumerateArray()
            .Select(entry =>
                $"{entry.GetProperty("name").GetString()} "
                + $"[{string.Join(", ", entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()))}]"
            );
        Assert.Equal(
            expected.Order(),
            network.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]").Order()
        );
    }

    [Fact]
    public void The_full_network_tracks_as_the_references()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var golden = new CoTrackerGolden("fullsize");
        using var clips = new CoTrackerGolden("forward");
        using var network = new CoTrackerNetwork(Placement.Default, new CoTrackerConfig());
        using (var json = PublishedTensors())
            HashedWeights.Fill(network, json.RootElement.GetProperty("tensors"));
        var seen = new HashSet<string>();
        void Check(string name, Tensor actual)
        {
            seen.Add(name);
            golden.Check(name, actual);
        }

        Tensor clip = clips.Input("video_b").narrow(0, 0, 10);
        using (FeaturePyramid first = network.Encode(clip.narrow(0, 0, 1)))
            Check("fmap0", Every(first.Levels[0].permute(0, 3, 1, 2), 1, 16));
        Dictionary<string, Tensor> state = network.state_dict();
        Check("time_emb", state["time_emb"]);
        Check("pos_emb_samples", Every(Every(Every(state["pos_emb"].squeeze(0), 0, 19), 1, 19), 2, 17));
        RawTracks tracks = ClipTracker.Track(
            network,
            new TensorFrames(clip),
            (48, 64),
            clips.Queries("queries_b", 4),
            new TrackingOptions { Iterations = 2, ReferenceFaults = true },
            TestContext.Current.CancellationToken
        );
        Check("tracks", tracks.Places);
        Check("visibility", tracks.Visibility);
        Assert.Equal(CoTrackerGolden.Outputs("fullsize").Order(), seen.Order());

        static Tensor Every(Tensor values, int axis, int step) =>
            values.index_select(axis, arange(0, values.shape[axis], step));
    }

    private static JsonDocument PublishedTensors() =>
        JsonDocument.Parse(File.ReadAllBytes(CoTrackerGolden.Path("full-model-tensors.json")));
}
