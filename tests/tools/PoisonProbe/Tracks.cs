using LightningDrag.Geometry;
using LightningDrag.Models.CoTracker.Checkpoint;
using LightningDrag.Models.CoTracker.Tracking;
using static TorchSharp.torch;

namespace LightningDrag.Tools.PoisonProbe;

/// <summary>Points of a clip of noise, followed by a small CoTracker.</summary>
internal static class Tracks
{
    public static IEnumerable<string> Lines(string weights)
    {
        using var network = CoTrackerCheckpoint.Load(weights, heads: 2);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (height, width) = network.Resolution;
        TrackQuery[] queries =
        [
            new(0, new PixelPoint(width / 3f, height / 2f)),
            new(1, new PixelPoint(width / 2f, height / 4f)),
        ];
        using var tracker = new WindowTracker(network, queries, new TrackingOptions());
        for (int window = 0; window < 2; window++)
        {
            tracker.Add(rand([tracker.Wanted, 3, height, width]) * 255);
            var tracks = tracker.Result();
            yield return $"tracks: {Hash.Of(tracks.Places)} {Hash.Of(tracks.Visibility)}";
        }
    }
}
