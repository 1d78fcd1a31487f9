using LightningDrag.Imaging;
using LightningDrag.Models.CoTracker.Tracking;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Prediction;

/// <summary>
/// Follows points of a clip of any size: frames are resized for the network, support points are added, and places come
/// back in the clip's own pixels.
/// </summary>
internal sealed class PointPredictor
{
    private readonly CoTrackerNetwork network;
    private readonly PredictorOptions options;

    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: an option is out of
    /// range.</exception>
    public PointPredictor(CoTrackerNetwork network, PredictorOptions? options = null)
    {
        (this.network, this.options) = (network, options ?? new PredictorOptions());
        this.options.Validate();
    }

    private (int Height, int Width) Size => options.Size ?? network.Resolution;

    /// <summary>Follows given points, together with support points.</summary>
    /// <param name="clip">The clip; its frames are read once, or twice with
    /// <see cref="PredictorOptions.Backward"/>.</param>
    /// <param name="queries">What to follow, in pixels of the clip.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: there is no query, or one lies
    /// outside the clip's frames.</exception>
    public PredictedTracks Track(
        IClipFrames clip,
        IReadOnlyList<TrackQuery> queries,
        CancellationToken cancellationToken = default
    )
    {
        TrackQuery.Check(queries, clip.Count);
        var resized = ToNetwork(queries, clip.Height, clip.Width, Size);
        var tracks = Run(clip, [.. resized, .. SupportPoints(Size)], queries.Count, cancellationToken);
        tracks.SetQueries(queries);
        return tracks;
    }

    /// <summary>Follows the points of a regular grid; with a mask only those on it, and with support points.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="side">Points per side of the grid, 1 to 128.</param>
    /// <param name="frame">The frame that it lies on.</param>
    /// <param name="mask">What to follow, of any size; null for everything.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: side or frame is out of range,
    /// or no point lies on the mask.</exception>
    public PredictedTracks TrackGrid(
        IClipFrames clip,
        int side,
        int frame,
        EditMask? mask = null,
        CancellationToken cancellationToken = default
    )
    {
        var points = QueryGrid.Points(side, Size.Height, Size.Width);
        if (mask is not null)
            points = QueryGrid.Within(points, mask, Size.Height, Size.Width);
        if (points.Count == 0)
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"No point of the {side}x{side} grid lies on the mask: give a larger gridSize or mask."
            );
        TrackQuery[] resized = [.. points.Select(point => new TrackQuery(frame, point))];
        TrackQuery.Check(resized, clip.Count);
        var tracks = Run(
            clip,
            mask is null ? resized : [.. resized, .. SupportPoints(Size)],
            resized.Length,
            cancellationToken
        );
        tracks.SetQueries([
            .. resized.Select(query =>
                query with
                {
                    Place = FrameResizing.Move(query.Place, Size, (clip.Height, clip.Width)),
                }
            ),
        ]);
        return tracks;
    }

    /// <summary>Queries in pixels of a clip, in pixels of the resized frames.</summary>
    internal static IEnumerable<TrackQuery> ToNetwork(
        IEnumerable<TrackQuery> queries,
        int height,
        int width,
        (int Height, int Width) size
    ) => queries.Select(query => query with { Place = FrameResizing.Move(query.Place, (height, width), size) });

    /// <summary>A grid over the first frame.</summary>
    internal static IEnumerable<TrackQuery> SupportPoints((int Height, int Width) size) =>
        QueryGrid.Points(QueryGrid.SupportSide, size.Height, size.Width).Select(point => new TrackQuery(0, point));

    /// <param name="clip">The clip.</param>
    /// <param name="queries">In pixels of the resized frames: first those that are asked for.</param>
    /// <param name="count">How many are asked for.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    private PredictedTracks Run(
        IClipFrames clip,
        IReadOnlyList<TrackQuery> queries,
        int count,
        CancellationToken cancellationToken
    )
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        // A direction in which every point that is asked for has only its own frame left is not worth a run.
        bool needsBackward = options.Backward && queries.Take(count).Any(query => query.Frame > 0);
        bool needsForward = !needsBackward || queries.Take(count).Any(query => query.Frame < clip.Count - 1);
        RawTracks? forward = needsForward
            ? ClipTracker.Track(network, clip, Size, queries, options.Tracking, cancellationToken)
            : null;
        RawTracks? backward = needsBackward
            ? ClipTracker.TrackReversed(network, clip, Size, queries, options.Tracking, cancellationToken).Reversed()
            : null;
        RawTracks tracks =
            forward is null ? backward!
            : backward is null ? forward
            : Joined(forward, backward, queries);
        return PredictedTracks.Of(tracks, count, options.VisibilityThreshold, Size, (clip.Height, clip.Width));
    }

    /// <summary>The backward tracks before each query's frame, the forward ones from there.</summary>
    private static RawTracks Joined(RawTracks forward, RawTracks backward, IReadOnlyList<TrackQuery> queries)
    {
        Device device = forward.Places.device;
        Tensor frame = arange(forward.Places.shape[0], device: device).unsqueeze(1); // [T, 1]
        Tensor isBefore = frame < tensor(queries.Select(query => query.Frame).ToArray(), device: device); // [T, N]
        return new RawTracks(
            where(isBefore.unsqueeze(-1), backward.Places, forward.Places),
            where(isBefore, backward.Visibility, forward.Visibility)
        );
    }
}
