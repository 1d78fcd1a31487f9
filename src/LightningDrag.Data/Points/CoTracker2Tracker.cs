using LightningDrag.Geometry;
using LightningDrag.Models.CoTracker;
using LightningDrag.Models.CoTracker.Checkpoint;
using LightningDrag.Models.CoTracker.Prediction;
using LightningDrag.Models.CoTracker.Tracking;
using LightningDrag.Runtime;
using OpenCvSharp;

namespace LightningDrag.Data.Points;

/// <summary>
/// The tracker of the paper's data: CoTracker2 (Karaev et al., "CoTracker: It is Better to Track Together", ECCV 2024),
/// with weights that the user supplies. Whoever offers it shows <see cref="LicenceNotice"/>. It may be called from
/// several threads; they take turns, since one clip already keeps all processors busy.
/// </summary>
public sealed class CoTracker2Tracker : IPointTracker, IDisposable
{
    private readonly CoTrackerNetwork network;
    private readonly PointPredictor predictor;
    private readonly Lock turn = new();

    /// <param name="network">The network, which is the tracker's from now on.</param>
    internal CoTracker2Tracker(CoTrackerNetwork network)
    {
        this.network = network;
        predictor = new PointPredictor(network, new PredictorOptions { Backward = true });
    }

    /// <summary>What a user must be told once: the weights are for non-commercial use only.</summary>
    public static string LicenceNotice => CoTrackerCheckpoint.LicenceNotice;

    /// <inheritdoc/>
    public string Name => PointTrackers.CoTracker2;

    /// <summary>Loads the published weights.</summary>
    /// <param name="path">The file cotracker2.pth, or the same tensors as safetensors.</param>
    /// <param name="options">Device and threads; null for the defaults. It computes in float32, whatever the precision
    /// says.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: no such file; <see cref="ErrorCode.InvalidFile"/>: it is corrupt or
    /// holds another network: the message names the tensors.
    /// </exception>
    public static CoTracker2Tracker Load(string path, ComputeOptions? options = null) =>
        new(CoTrackerCheckpoint.Load(path, options));

    /// <inheritdoc/>
    public PointTracks Track(
        IReadOnlyList<Mat> frames,
        IReadOnlyList<PointQuery> queries,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(queries);
        TrackQuery[] points =
        [
            .. queries.Select(query => new TrackQuery(query.Frame, new PixelPoint(query.X, query.Y))),
        ];
        PredictedTracks predicted;
        lock (turn)
            predicted = predictor.Track(new MatFrames(frames), points, cancellationToken);

        var tracks = new PointTracks(
            new float[queries.Count, frames.Count],
            new float[queries.Count, frames.Count],
            new bool[queries.Count, frames.Count]
        );
        for (int n = 0; n < queries.Count; n++)
        {
            for (int frame = 0; frame < frames.Count; frame++)
            {
                PixelPoint place = predicted.Place(frame, n);
                // A track that ran away to infinity is nowhere; for whoever goes on from the guess all the same, it is
                // a number.
                bool isNumber = float.IsFinite(place.X) && float.IsFinite(place.Y);
                (tracks.X[n, frame], tracks.Y[n, frame]) = isNumber ? (place.X, place.Y) : (queries[n].X, queries[n].Y);
                tracks.Visible[n, frame] = predicted.IsVisible(frame, n);
            }
        }

        return tracks;
    }

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();
}
