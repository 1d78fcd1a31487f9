using LightningDrag.Imaging;
using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Checkpoint;
using LightningDrag.Models.CoTracker.Prediction;
using LightningDrag.Models.CoTracker.Tracking;
using LightningDrag.Runtime;
using LightningDrag.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>Clips of another size than the network's, against the reference's predictors.</summary>
public sealed class PredictorTests : IDisposable
{
    private static readonly string[] ReturnedCases =
    [
        "points",
        "points_backward",
        "grid5",
        "grid5_backward",
        "grid6_mask",
        "points_48x64",
    ];
    private static readonly string[] OnlineCases = ["online_chunk0", "online_chunk1"];
    private static readonly string[] ModelOutputs =
    [
        "points.model_tracks",
        "points.model_visibility",
        "points_backward.inverse_tracks",
        "points_backward.inverse_visibility",
        "resized_frame0",
        "mask_resized",
    ];

    private readonly CoTrackerGolden golden = new("predictor");
    private readonly CoTrackerNetwork network = CoTrackerGolden.Tiny();
    private readonly IDisposable inference = inference_mode();
    private readonly DisposeScope scope = NewDisposeScope();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TensorFrames Clip => new(golden.Input("video_c"));

    private TrackQuery[] Queries => golden.Queries("queries_c");

    private EditMask Mask => new(80, 54, [.. golden.Input("segm_c").data<byte>()]);

    [Theory]
    [InlineData("points")]
    [InlineData("points_backward")]
    [InlineData("grid5")]
    [InlineData("grid5_backward")]
    [InlineData("grid6_mask")]
    [InlineData("points_48x64")]
    public void A_clip_is_tracked_as_by_the_reference(string name)
    {
        Assert.Contains(name, ReturnedCases);
        var options = new PredictorOptions
        {
            Tracking = new TrackingOptions { ReferenceFaults = true },
            Backward = name.EndsWith("backward", StringComparison.Ordinal),
            Size = name == "points_48x64" ? (48, 64) : null,
        };
        var predictor = new PointPredictor(network, options);
        PredictedTracks tracks = name switch
        {
            "grid5" or "grid5_backward" => predictor.TrackGrid(
                Clip,
                side: 5,
                frame: 3,
                cancellationToken: Cancellation
            ),
            "grid6_mask" => predictor.TrackGrid(Clip, side: 6, frame: 2, Mask, Cancellation),
            _ => predictor.Track(Clip, Queries, Cancellation),
        };
        golden.Check($"{name}.tracks", Places(tracks));
        golden.Check($"{name}.visible", Visible(tracks));
    }

    [Theory]
    [InlineData(ComputeDevice.Cpu)]
    [InlineData(ComputeDevice.Cuda)]
    public void Every_device_gives_the_references_tracks(ComputeDevice device)
    {
        using CoTrackerNetwork placed = CoTrackerCheckpoint.Load(
            CoTrackerGolden.Path("weights.pth"),
            TestDevices.Require(device),
            CoTrackerGolden.TinyHeads
        );
        PredictedTracks tracks = new PointPredictor(placed, new PredictorOptions { Backward = true }).Track(
            Clip,
            Queries,
            Cancellation
        );
        golden.Check("points_backward.tracks", Places(tracks));
        golden.Check("points_backward.visible", Visible(tracks));
    }

    /// <summary>Points in the first frame need no run backward, those in the last frame none forward.</summary>
    [Fact]
    public void Only_runs_that_a_point_needs_are_made()
    {
        var predictor = new PointPredictor(network, new PredictorOptions { Backward = true });
        TrackQuery first = Queries[0],
            last = Queries[5];
        Assert.Equal((0, 11), (first.Frame, last.Frame));
        foreach (var (query, reads) in new[] { (first, 12), (last, 12), (Queries[2], 24) })
        {
            var counted = new CountedFrames(Clip);
            predictor.Track(counted, [query], Cancellation);
            Assert.Equal(reads, counted.Reads);
        }

        PredictedTracks forward = new PointPredictor(network).Track(Clip, [first], Cancellation),
            both = predictor.Track(Clip, [first], Cancellation);
        Assert.Equal(0, (Places(forward) - Places(both)).abs().max().item<float>());
        TrackQuery[] all =
        [
            .. PointPredictor.ToNetwork([last], Clip.Height, Clip.Width, network.Resolution),
            .. PointPredictor.SupportPoints(network.Resolution),
        ];
        Tensor raw = ClipTracker
            .TrackReversed(network, Clip, network.Resolution, all, new TrackingOptions(), Cancellation)
            .Places.flip(0)
            .narrow(1, 0, 1);
        Tensor expected = raw * tensor(new[] { 79f / 95, 53f / 63 }),
            backward = Places(predictor.Track(Clip, [last], Cancellation));
        Assert.InRange((expected - backward).narrow(0, 0, 11).abs().max().item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void The_network_below_sees_what_the_references_sees()
    {
        TrackQuery[] all =
        [
            .. PointPredictor.ToNetwork(Queries, Clip.Height, Clip.Width, network.Resolution),
            .. PointPredictor.SupportPoints(network.Resolution),
        ];
        var options = new TrackingOptions { ReferenceFaults = true };
        RawTracks forward = ClipTracker.Track(network, Clip, network.Resolution, all, options, Cancellation);
        RawTracks reversed = ClipTracker.TrackReversed(network, Clip, network.Resolution, all, options, Cancellation);
        golden.Check(ModelOutputs[0], forward.Places);
        golden.Check(ModelOutputs[1], forward.Visibility);
        golden.Check(ModelOutputs[2], reversed.Places);
        golden.Check(ModelOutputs[3], reversed.Visibility);
        golden.Check(ModelOutputs[4], FrameResizing.Read(Clip, 0, 1, network.Resolution, CPU));
        EditMask resized = QueryGrid.Resize(Mask, network.Resolution.Height, network.Resolution.Width);
        golden.Check(ModelOutputs[5], tensor(resized.Editable).view(1, 1, resized.Height, resized.Width));
    }

    [Fact]
    public void Frames_that_come_one_after_the_other_are_tracked_as_by_the_reference()
    {
        var options = new PredictorOptions
        {
            Tracking = new TrackingOptions { ReferenceFaults = true },
            VisibilityThreshold = 0.6f,
        };
        using var predictor = new OnlinePredictor(
            network,
            [.. Queries.Take(5)],
            Clip.Height,
            Clip.Width,
            addSupport: true,
            options
        );
        Tensor clip = golden.Input("video_c");
        int done = 0;
        foreach (string name in OnlineCases)
        {
            int wanted = predictor.Wanted;
            PredictedTracks tracks = predictor.Add(clip.narrow(0, done, wanted));
            done += wanted;
            golden.Check($"{name}.tracks", Places(tracks));
            golden.Check($"{name}.visibility", Numbers(tracks, tracks.Visibility));
            golden.Check($"{name}.visible_over_0.6", Visible(tracks));
        }
    }

    [Fact]
    public void Every_output_of_the_reference_is_compared() =>
        Assert.Equal(
            CoTrackerGolden.Outputs("predictor").Order(),
            ReturnedCases
                .SelectMany(name => new[] { $"{name}.tracks", $"{name}.visible" })
                .Concat(
                    OnlineCases.SelectMany(name =>
                        new[] { $"{name}.tracks", $"{name}.visibility", $"{name}.visible_over_0.6" }
                    )
                )
                .Concat(ModelOutputs)
                .Order()
        );

    [Fact]
    public void Each_point_is_at_its_query_and_seen()
    {
        PredictedTracks tracks = new PointPredictor(network).Track(Clip, Queries, Cancellation);
        foreach (var (i, query) in Queries.Index())
        {
            Assert.Equal(query.Place, tracks.Place(query.Frame, i));
            Assert.True(tracks.IsVisible(query.Frame, i));
        }
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        var predictor = new PointPredictor(network);
        void Refused(string part, Func<object> action)
        {
            var error = Assert.Throws<LightningDragException>(action);
            Assert.Equal(ErrorCode.InvalidRequest, error.Code);
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }

        Refused("no point to track", () => predictor.Track(Clip, [], Cancellation));
        Refused(
            "Point 1 is given at frame 12: the clip has frames 0 to 11",
            () => predictor.Track(Clip, [Queries[0], new(12, new(1, 1))], Cancellation)
        );
        Refused("Point 0 is given at frame -1", () => predictor.Track(Clip, [new(-1, new(1, 1))], Cancellation));
        Refused("Point 0 is at (NaN, 1)", () => predictor.Track(Clip, [new(0, new(float.NaN, 1))], Cancellation));
        Refused("gridSize is 0", () => predictor.TrackGrid(Clip, 0, 0, cancellationToken: Cancellation));
        Refused(
            "lies on the mask",
            () => predictor.TrackGrid(Clip, 5, 0, new EditMask(8, 8, new byte[64]), Cancellation)
        );
        Refused(
            "iterations is 0",
            () =>
                new PointPredictor(network, new PredictorOptions { Tracking = new TrackingOptions { Iterations = 0 } })
        );
        Refused(
            "visibilityThreshold is NaN",
            () => new PointPredictor(network, new PredictorOptions { VisibilityThreshold = float.NaN })
        );
        Refused("size is 64x31", () => new PointPredictor(network, new PredictorOptions { Size = (31, 64) }));
        Refused(
            "backward is on",
            () => new OnlinePredictor(network, Queries, 54, 80, options: new PredictorOptions { Backward = true })
        );
    }

    public void Dispose()
    {
        network.Dispose();
        golden.Dispose();
        scope.Dispose();
        inference.Dispose();
    }

    private static Tensor Places(PredictedTracks tracks) =>
        stack(
            [
                Numbers(tracks, (frame, point) => tracks.Place(frame, point).X),
                Numbers(tracks, (frame, point) => tracks.Place(frame, point).Y),
            ],
            -1
        );

    private static Tensor Visible(PredictedTracks tracks) =>
        Numbers(tracks, (frame, point) => tracks.IsVisible(frame, point) ? 1 : 0);

    private static Tensor Numbers(PredictedTracks tracks, Func<int, int, float> number)
    {
        var numbers = new float[tracks.Frames, tracks.Points];
        for (int frame = 0; frame < tracks.Frames; frame++)
        {
            for (int point = 0; point < tracks.Points; point++)
                numbers[frame, point] = number(frame, point);
        }

        return tensor(numbers);
    }

    private sealed class CountedFrames(IClipFrames clip) : IClipFrames
    {
        public int Count => clip.Count;

        public int Height => clip.Height;

        public int Width => clip.Width;

        public int Reads { get; private set; }

        public Tensor Read(int index)
        {
            Reads++;
            return clip.Read(index);
        }
    }
}
