using LightningDrag.Models.CoTracker.Tracking;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Prediction;

/// <summary>
/// Follows points while frames come: a window of them at first, then half a window at a time. Frames before a query
/// hold by-products of no meaning, and at a query's frame stands what the network says. A new instance for each clip.
/// </summary>
internal sealed class OnlinePredictor : IDisposable
{
    private readonly PredictorOptions options;
    private readonly int count;
    private readonly (int Height, int Width) clip;
    private readonly (int Height, int Width) size;
    private readonly Device device;
    private readonly WindowTracker tracker;

    /// <param name="network">The network, which stays the caller's.</param>
    /// <param name="queries">What to follow, in pixels of the clip; their frames may be still to come.</param>
    /// <param name="height">Rows of the clip's frames.</param>
    /// <param name="width">Columns of the clip's frames.</param>
    /// <param name="addSupport">Whether support points are added in the first frame.</param>
    /// <param name="options">Of which the threshold should be lower than for whole clips; null for the reference's,
    /// 0.6. There is no backward.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: queries or options make no
    /// sense.</exception>
    public OnlinePredictor(
        CoTrackerNetwork network,
        IReadOnlyList<TrackQuery> queries,
        int height,
        int width,
        bool addSupport = false,
        PredictorOptions? options = null
    )
    {
        this.options = options ?? new PredictorOptions { VisibilityThreshold = 0.6f };
        this.options.Validate();
        if (this.options.Backward)
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                "backward is on: frames that are still to come cannot be followed backward."
            );
        TrackQuery.Check(queries, frames: null);
        (count, clip, size, device) = (
            queries.Count,
            (height, width),
            this.options.Size ?? network.Resolution,
            network.Device
        );
        var resized = PointPredictor.ToNetwork(queries, height, width, size);
        tracker = new WindowTracker(
            network,
            [.. resized, .. addSupport ? PointPredictor.SupportPoints(size) : []],
            this.options.Tracking
        );
    }

    /// <summary>Frames that the next call takes; fewer end the clip.</summary>
    public int Wanted => tracker.Wanted;

    /// <summary>Tracks through the next frames.</summary>
    /// <param name="frames">1 to <see cref="Wanted"/> frames. // [n, 3, H, W], RGB on 0…255</param>
    /// <returns>All frames so far; the last half window may still change.</returns>
    public PredictedTracks Add(Tensor frames)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        tracker.Add(FrameResizing.Read(new TensorFrames(frames), 0, (int)frames.shape[0], size, device));
        return PredictedTracks.Of(tracker.Result(), count, options.VisibilityThreshold, size, clip);
    }

    /// <inheritdoc/>
    public void Dispose() => tracker.Dispose();
}
