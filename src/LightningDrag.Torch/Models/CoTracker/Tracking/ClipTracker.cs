using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>
/// Follows points through a clip that can be read at any frame. Frames come resized to what the network sees, a window
/// at a time.
/// </summary>
internal static class ClipTracker
{
    /// <summary>Tracks forward, from each query's frame to the end.</summary>
    /// <param name="network">The network.</param>
    /// <param name="clip">The clip.</param>
    /// <param name="size">Rows and columns that its frames are resized to.</param>
    /// <param name="queries">What to follow, in pixels of the resized frames.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    public static RawTracks Track(
        CoTrackerNetwork network,
        IClipFrames clip,
        (int Height, int Width) size,
        IReadOnlyList<TrackQuery> queries,
        TrackingOptions options,
        CancellationToken cancellationToken
    )
    {
        TrackQuery.Check(queries, clip.Count);
        int hop = network.Config.Hop;
        if (options.ReferenceFaults && clip.Count <= hop)
        {
            return new RawTracks(
                zeros(clip.Count, queries.Count, 2, device: network.Device),
                full([clip.Count, queries.Count], 0.5, device: network.Device)
            );
        }

        using var tracker = new WindowTracker(network, queries, options);
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Tensor frames = FrameResizing.Read(
                clip,
                tracker.Frames,
                Math.Min(tracker.Wanted, clip.Count - tracker.Frames),
                size,
                network.Device
            );
            tracker.Add(frames);
        } while (tracker.Frames < clip.Count);
        return tracker.Result();
    }

    /// <summary>
    /// Tracks backward, from each query's frame to the beginning: the same on the reversed clip.
    /// </summary>
    /// <returns>In the order of the reversed clip.</returns>
    public static RawTracks TrackReversed(
        CoTrackerNetwork network,
        IClipFrames clip,
        (int Height, int Width) size,
        IReadOnlyList<TrackQuery> queries,
        TrackingOptions options,
        CancellationToken cancellationToken
    ) =>
        Track(
            network,
            new ReversedFrames(clip),
            size,
            [.. queries.Select(query => query with { Frame = clip.Count - 1 - query.Frame })],
            options,
            cancellationToken
        );
}
