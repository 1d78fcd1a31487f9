using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Prediction;
using LightningDrag.Models.CoTracker.Tracking;
using LightningDrag.Models.Layers;
using LightningDrag.Tests.Models.StableDiffusion;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.CoTracker;

/// <summary>A small network with random weights on clips that do not fit in memory.</summary>
public class LongClipTests
{
    /// <summary>20 seconds at 30 frames a second.</summary>
    private const int LongClip = 600;

    private static readonly CoTrackerConfig Small = new()
    {
        FeatureWidth = 8,
        TokenWidth = 16,
        Heads = 2,
        InnerWidth = 32,
        TimeDepth = 1,
        SpaceDepth = 1,
        VirtualTracks = 4,
        MapHeight = 8,
        MapWidth = 12,
    };

    private static readonly TrackQuery[] Queries =
    [
        new(0, new(10, 10)),
        new(300, new(30.5f, 20)),
        new(LongClip - 1, new(47, 39)),
    ];

    [Fact]
    public void A_long_clip_is_read_once_in_order_and_forgotten()
    {
        using CoTrackerNetwork network = Random();
        var clip = new NoiseFrames(LongClip);
        PredictedTracks tracks = Predict(
            network,
            clip,
            new PredictorOptions { Tracking = new TrackingOptions { Iterations = 2 } }
        );
        Assert.Equal((LongClip, Queries.Length), (tracks.Frames, tracks.Points));
        Assert.Equal(Enumerable.Range(0, LongClip), clip.Read);
        Assert.InRange(clip.MostAlive, 1, network.Config.WindowLength);
        for (int i = 0; i < Queries.Length; i++)
            Assert.Equal(Queries[i].Place, tracks.Place(Queries[i].Frame, i));
    }

    /// <summary>
    /// Weights that let places run away to infinity: nothing outside the maps is read, and no such place comes out.
    /// </summary>
    [Fact]
    public void Tracks_that_run_away_are_an_error()
    {
        using CoTrackerNetwork network = Random();
        using (no_grad())
        {
            network.state_dict()["updateformer.flow_head.weight"].mul_(1e38f);
            network.state_dict()["vis_predictor.0.bias"].fill_(100);
        }

        var error = Assert.Throws<LightningDragException>(() =>
            Predict(
                network,
                new NoiseFrames(12),
                new PredictorOptions { Backward = true },
                new TrackQuery(0, new(5, 5))
            )
        );
        Assert.Equal(ErrorCode.NotFinite, error.Code);
    }

    private static PredictedTracks Predict(
        CoTrackerNetwork network,
        NoiseFrames clip,
        PredictorOptions options,
        params TrackQuery[] queries
    ) =>
        new PointPredictor(network, options).Track(
            clip,
            queries.Length > 0 ? queries : Queries,
            TestContext.Current.CancellationToken
        );

    private static CoTrackerNetwork Random()
    {
        var network = new CoTrackerNetwork(Placement.Default, Small);
        RandomWeights.Fill(network, seed: 5);
        return network;
    }

    /// <summary>A clip that is made up frame by frame and counts how many of its frames are in memory.</summary>
    private sealed class NoiseFrames(int count) : IClipFrames
    {
        private readonly List<WeakReference<Tensor>> frames = [];

        public int Count => count;

        public int Height => 40;

        public int Width => 48;

        public List<int> Read { get; } = [];

        public int MostAlive { get; private set; }

        Tensor IClipFrames.Read(int index)
        {
            Read.Add(index);
            using var generator = new Generator((ulong)index);
            Tensor frame = randint(0, 256, [3, Height, Width], generator: generator, dtype: uint8);
            frames.RemoveAll(reference => !reference.TryGetTarget(out Tensor? before) || before.IsInvalid);
            frames.Add(new WeakReference<Tensor>(frame));
            MostAlive = Math.Max(MostAlive, frames.Count);
            return frame;
        }
    }
}
