using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Tracking;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>Whole clips through the windows, against the reference's network.</summary>
public sealed class ForwardTests : IDisposable
{
    private static readonly string[] OnlineCases = ["online_chunk0", "online_chunk1", "online_chunk2"];

    private readonly CoTrackerGolden golden = new("forward");
    private readonly CoTrackerNetwork network = CoTrackerGolden.Tiny();
    private readonly IDisposable inference = inference_mode();
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string, string, string, int, int, int> Clips =>
        new()
        {
            { "a12", "video_a", "queries_a", 12, 6, 4 },
            { "a12_it6", "video_a", "queries_a", 12, 6, 6 },
            { "a8", "video_a", "queries_a", 8, 4, 4 },
            { "a5", "video_a", "queries_a", 5, 3, 4 },
            { "a4", "video_a", "queries_a", 4, 2, 4 },
            { "n_equals_v", "video_a", "queries_v", 12, 8, 4 },
            { "b21", "video_b", "queries_b", 21, 7, 4 },
            { "b9", "video_b", "queries_b", 9, 3, 4 },
            { "b14", "video_b", "queries_b", 14, 5, 4 },
        };

    [Theory]
    [MemberData(nameof(Clips))]
    public void A_clip_is_tracked_as_by_the_reference(
        string name,
        string clip,
        string queries,
        int frames,
        int points,
        int iterations
    )
    {
        RawTracks tracks = Track(
            Clip(clip, frames),
            golden.Queries(queries, points),
            new TrackingOptions { Iterations = iterations, ReferenceFaults = true }
        );
        golden.Check($"{name}.tracks", tracks.Places);
        golden.Check($"{name}.visibility", tracks.Visibility);
    }

    [Fact]
    public void Frames_that_come_one_after_the_other_are_tracked_as_by_the_reference()
    {
        Tensor clip = Clip("video_b", 14);
        using var tracker = new WindowTracker(
            network,
            golden.Queries("queries_b", 5),
            new TrackingOptions { Iterations = 4, ReferenceFaults = true }
        );
        foreach (string name in OnlineCases)
        {
            tracker.Add(clip.narrow(0, tracker.Frames, Math.Min(tracker.Wanted, clip.shape[0] - tracker.Frames)));
            RawTracks tracks = tracker.Result();
            golden.Check($"{name}.tracks", tracks.Places);
            golden.Check($"{name}.visibility", tracks.Visibility);
        }
    }

    [Fact]
    public void Every_output_of_the_reference_is_compared() =>
        Assert.Equal(
            CoTrackerGolden.Outputs("forward").Order(),
            Clips
                .Select(row => row.Data.Item1)
                .Concat(OnlineCases)
                .SelectMany(name => new[] { $"{name}.tracks", $"{name}.visibility" })
                .Order()
        );

    /// <summary>
    /// The reference does not track clips of up to half a window at all. Here they are as good as the beginning of a
    /// longer still clip.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Short_clips_are_tracked_too(int frames)
    {
        Tensor clip = Clip("video_a", frames);
        var queries = golden.Queries("queries_a", 2);
        RawTracks tracks = Track(clip, queries, new TrackingOptions { Iterations = 4 });
        RawTracks longer = Track(
            cat([clip, .. Enumerable.Repeat(clip.narrow(0, frames - 1, 1), 8 - frames)], 0),
            queries,
            new TrackingOptions { Iterations = 4, ReferenceFaults = true }
        );
        Assert.Equal([frames, 2L, 2], tracks.Places.shape);
        // Convolutions of one frame and of eight round differently.
        Assert.InRange((longer.Places.narrow(0, 0, frames) - tracks.Places).abs().max().item<float>(), 0, 1e-3f);
        Assert.InRange(
            (longer.Visibility.narrow(0, 0, frames) - tracks.Visibility).abs().max().item<float>(),
            0,
            1e-4f
        );
    }

    /// <summary>
    /// A further track that is inactive in every window changes nothing for the others, unless the masks depend on the
    /// number of tracks.
    /// </summary>
    [Fact]
    public void As_many_tracks_as_virtual_ones_are_like_any_other_number()
    {
        var queries = golden.Queries("queries_v");
        Assert.Equal(network.Config.VirtualTracks, queries.Length);
        var clip = Clip("video_a", 12);
        RawTracks tracks = Track(clip, queries, new TrackingOptions { Iterations = 4 });
        using var withAnother = new WindowTracker(
            network,
            [.. queries, queries[0] with { Frame = 1000 }],
            new TrackingOptions { Iterations = 4 }
        );
        withAnother.Add(clip.narrow(0, 0, 8));
        withAnother.Add(clip.narrow(0, 8, 4));
        Tensor expected = withAnother.Result().Places.narrow(1, 0, queries.Length);
        Assert.InRange((tracks.Places - expected).abs().max().item<float>(), 0, 1e-3f);
    }

    [Fact]
    public void Frames_after_an_incomplete_window_are_refused()
    {
        using var tracker = new WindowTracker(network, golden.Queries("queries_b", 1), new TrackingOptions());
        Assert.Throws<InvalidOperationException>(() => tracker.Add(Clip("video_b", 9)));
        tracker.Add(Clip("video_b", 7));
        Assert.Throws<InvalidOperationException>(() => tracker.Add(Clip("video_b", 1)));
    }

    public void Dispose()
    {
        network.Dispose();
        golden.Dispose();
        scope.Dispose();
        inference.Dispose();
    }

    private Tensor Clip(string name, int frames) => golden.Input(name).narrow(0, 0, frames);

    private RawTracks Track(Tensor clip, IReadOnlyList<TrackQuery> queries, TrackingOptions options)
    {
        var frames = new TensorFrames(clip);
        return ClipTracker.Track(
            network,
            frames,
            (frames.Height, frames.Width),
            queries,
            options,
            TestContext.Current.CancellationToken
        );
    }
}
