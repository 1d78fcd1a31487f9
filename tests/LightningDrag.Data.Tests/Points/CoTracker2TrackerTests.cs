using LightningDrag.Data.Points;
using LightningDrag.Models.CoTracker.Checkpoint;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using OpenCvSharp;
using static TorchSharp.torch;

namespace LightningDrag.Data.Tests.Points;

public class CoTracker2TrackerTests
{
    private const string Goldens = "goldens/cotracker2/";

    /// <summary>2e-3 pixels are the goldens' own tolerance.</summary>
    [Fact]
    public void OpenCvs_frames_are_tracked_both_ways_as_by_the_reference()
    {
        using var scope = NewDisposeScope();
        using SafetensorsFile golden = SafetensorsFile.Open(SharedData.Require(Goldens + "predictor.safetensors"));
        using CoTracker2Tracker tracker = Tiny();
        using var frames = new Frames(golden.Read("in.video_c"));
        PointQuery[] queries =
        [
            .. golden
                .Read("in.queries_c")
                .data<float>()
                .ToArray()
                .Chunk(3)
                .Select(row => new PointQuery((int)row[0], row[1], row[2])),
        ];
        Tensor places = golden.Read("out.points_backward.tracks"),
            visible = golden.Read("out.points_backward.visible");

        PointTracks tracks = tracker.Track(frames.Mats, queries, TestContext.Current.CancellationToken);
        for (int n = 0; n < queries.Length; n++)
        {
            for (int frame = 0; frame < frames.Mats.Count; frame++)
            {
                Assert.Equal(places[0, frame, n, 0].item<float>(), tracks.X[n, frame], 2e-3f);
                Assert.Equal(places[0, frame, n, 1].item<float>(), tracks.Y[n, frame], 2e-3f);
                Assert.Equal(visible[0, frame, n].item<byte>() != 0, tracks.Visible[n, frame]);
            }
        }
    }

    /// <summary>The shortest clips of the interface, on which the reference itself gives up.</summary>
    [Fact]
    public void Two_frames_are_enough()
    {
        using var scope = NewDisposeScope();
        using CoTracker2Tracker tracker = Tiny();
        using var frames = new Frames(full([2, 3, 40, 60], 90, dtype: uint8));
        PointTracks tracks = tracker.Track(
            frames.Mats,
            [new PointQuery(1, 30, 20)],
            TestContext.Current.CancellationToken
        );
        Assert.Equal((30, 20, true), (tracks.X[0, 1], tracks.Y[0, 1], tracks.Visible[0, 1]));
        Assert.InRange(tracks.X[0, 0], -60, 120);
        Assert.NotEqual(0, tracks.X[0, 0]);
    }

    [Fact]
    public void Frames_of_another_size_are_refused()
    {
        using CoTracker2Tracker tracker = Tiny();
        using Mat first = new(40, 60, MatType.CV_8UC3, Scalar.All(90)),
            second = new(40, 61, MatType.CV_8UC3, Scalar.All(90));
        var error = Assert.Throws<ArgumentException>(() =>
            tracker.Track([first, second], [new PointQuery(0, 30, 20)], TestContext.Current.CancellationToken)
        );
        Assert.Contains("Frame 1 is 61x40", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_found_by_its_name_and_needs_weights()
    {
        Assert.Contains(PointTrackers.CoTracker2, PointTrackers.Names);
        Assert.Equal(
            ErrorCode.InvalidRequest,
            Assert.Throws<LightningDragException>(() => PointTrackers.Create(PointTrackers.CoTracker2)).Code
        );
        Assert.Equal(
            ErrorCode.MissingWeights,
            Assert
                .Throws<LightningDragException>(() =>
                    PointTrackers.Create(PointTrackers.CoTracker2, "/nowhere/cotracker2.pth")
                )
                .Code
        );
        Assert.Equal(
            ErrorCode.InvalidRequest,
            Assert
                .Throws<LightningDragException>(() => PointTrackers.Create(PointTrackers.LucasKanade, "cotracker2.pth"))
                .Code
        );
        Assert.Contains("non-commercial", CoTracker2Tracker.LicenceNotice, StringComparison.Ordinal);
    }

    private static CoTracker2Tracker Tiny() =>
        new(CoTrackerCheckpoint.Load(SharedData.Require(Goldens + "weights.pth"), heads: 2));

    /// <summary>A clip in OpenCV's order of colours. // [T, 3, H, W], RGB</summary>
    private sealed class Frames(Tensor clip) : IDisposable
    {
        public IReadOnlyList<Mat> Mats { get; } = [.. clip.unbind(0).Select(ToMat)];

        public void Dispose()
        {
            foreach (Mat mat in Mats)
                mat.Dispose();
        }

        private static Mat ToMat(Tensor frame)
        {
            byte[] bgr = [.. frame.flip(0).permute(1, 2, 0).contiguous().data<byte>()];
            using Mat shown = Mat.FromPixelData((int)frame.shape[1], (int)frame.shape[2], MatType.CV_8UC3, bgr);
            return shown.Clone();
        }
    }
}
