using LightningDrag.Models.CoTracker.Features;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>
/// Follows points forward through frames that come one after the other (CoTracker, section 3.3): windows of S frames, each half a window after the one before and
/// starting from its result. It keeps the features of one window, however long the clip, so a clip that is known as a whole is tracked in the same way.
/// </summary>
internal sealed class WindowTracker : IDisposable
{
    /// <summary>Of a track that nothing is known of yet: visible for sure.</summary>
    private const double FirstLogit = 10;

    private readonly CoTrackerNetwork network;
    private readonly TrackingOptions options;
    private readonly int[] queryFrames;
    private readonly Tensor queryPlaces; // in cells, [N, 2]
    private readonly Tensor queryFrame; // [N]
    private readonly Tensor queryFeatures; // zeros until the query's frame has come, [N, L]
    private readonly List<(Tensor Places, Tensor Logits)> finished = []; // each [S/2, N, …]
    private FeaturePyramid? window; // of the frames that are there, at most S
    private (Tensor Places, Tensor Logits)? last; // of that window, [S, N, …]
    private int start;

    /// <param name="network">The network, which stays the caller's.</param>
    /// <param name="queries">What to follow, in pixels of the frames that will come.</param>
    /// <param name="options">How.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: there are no queries, or one makes no sense.</exception>
    public WindowTracker(CoTrackerNetwork network, IReadOnlyList<TrackQuery> queries, TrackingOptions options)
    {
        TrackQuery.Check(queries, frames: null);
        options.Validate();
        (this.network, this.options) = (network, options);
        queryFrames = [.. queries.Select(query => query.Frame)];
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        float[] places = [.. queries.SelectMany(query => new[] { query.Place.X, query.Place.Y })];
        queryPlaces = (tensor(places, device: network.Device).view(-1, 2) / CoTrackerConfig.Stride).DetachFromDisposeScope();
        queryFrame = tensor(queryFrames, device: network.Device).DetachFromDisposeScope();
        queryFeatures = zeros(queries.Count, network.Config.FeatureWidth, device: network.Device).DetachFromDisposeScope();
    }

    /// <summary>Frames so far.</summary>
    public int Frames => start + (window?.Frames ?? 0);

    /// <summary>Frames that the next call takes: a whole window at first, then half a window. Fewer end the clip.</summary>
    public int Wanted => window is null ? network.Config.WindowLength : network.Config.Hop;

    /// <summary>Tracks through the frames that follow.</summary>
    /// <param name="frames">1 to <see cref="Wanted"/> frames. // [n, 3, H, W], RGB on 0…255</param>
    /// <exception cref="InvalidOperationException">The clip has ended, or these are too many frames.</exception>
    public void Add(Tensor frames)
    {
        int count = (int)frames.shape[0], length = network.Config.WindowLength, hop = network.Config.Hop;
        if (window is not null && window.Frames < length) throw new InvalidOperationException("The clip has ended with an incomplete window.");
        if (count < 1 || count > Wanted) throw new InvalidOperationException($"{count} frames instead of 1 to {Wanted}.");
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        bool isFirst = window is null;
        FeaturePyramid added = network.Encode(frames);
        if (window is null)
        {
            window = added;
        }
        else
        {
            Finish(hop);
            using (added)
            using (FeaturePyramid before = window) window = before.Followed(hop, added);
            start += hop;
        }

        using FeaturePyramid padded = window.PaddedTo(length);
        SampleQueries(padded, isFirst ? 0 : hop);
        WindowResult result = network.Correct(padded, Start(isFirst), options.Iterations, options.ReferenceFaults);
        Replace((result.Places.DetachFromDisposeScope(), result.Logits.DetachFromDisposeScope()));
    }

    /// <summary>All frames so far; the last half window will still change if more follow.</summary>
    public RawTracks Result()
    {
        var (places, logits) = last ?? throw new InvalidOperationException("No frames have come yet.");
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        int valid = Frames - start;
        Tensor allPlaces = cat([.. finished.Select(f => f.Places), places.narrow(0, 0, valid)], 0) * CoTrackerConfig.Stride;
        Tensor allLogits = cat([.. finished.Select(f => f.Logits), logits.narrow(0, 0, valid)], 0);
        return new RawTracks(allPlaces.MoveToOuterDisposeScope(), allLogits.sigmoid().MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        window?.Dispose();
        Replace(null);
        foreach (var (places, logits) in finished)
        {
            places.Dispose();
            logits.Dispose();
        }

        queryPlaces.Dispose();
        queryFrame.Dispose();
        queryFeatures.Dispose();
    }

    /// <summary>Keeps what the coming windows do not touch any more.</summary>
    private void Finish(int hop)
    {
        var (places, logits) = last!.Value;
        finished.Add((places.narrow(0, 0, hop).clone().DetachFromDisposeScope(), logits.narrow(0, 0, hop).clone().DetachFromDisposeScope()));
    }

    private void Replace((Tensor Places, Tensor Logits)? result)
    {
        last?.Places.Dispose();
        last?.Logits.Dispose();
        last = result;
    }

    /// <summary>Reads what a track looks like where its query is, as soon as that frame is there.</summary>
    private void SampleQueries(FeaturePyramid padded, int firstNew)
    {
        for (int frame = firstNew; frame < padded.Frames; frame++)
        {
            long[] tracks = [.. Enumerable.Range(0, queryFrames.Length).Where(i => queryFrames[i] == start + frame).Select(i => (long)i)];
            if (tracks.Length == 0) continue;
            using var scope = NewDisposeScope();
            Tensor chosen = tensor(tracks, device: network.Device);
            queryFeatures.index_copy_(0, chosen, BorderSampling.Read(padded.Levels[0][frame], queryPlaces.index_select(0, chosen)));
        }
    }

    private WindowStart Start(bool isFirst)
    {
        int length = network.Config.WindowLength, hop = network.Config.Hop;
        Tensor active = (queryFrame < start + length).to(float32); // [N]
        Tensor places = queryPlaces.expand(length, -1, -1), logits = full([length, queryFrames.Length], FirstLogit, device: network.Device);
        Tensor frame = arange(start, start + length, device: network.Device).unsqueeze(1); // [S, 1]
        Tensor known = (queryFrame <= frame).to(float32);
        if (last is { } before && !isFirst)
        {
            Tensor isCarried = queryFrame < start + hop; // [N]
            places = where(isCarried.unsqueeze(-1), Carried(before.Places, hop), places);
            logits = where(isCarried, Carried(before.Logits, hop), logits);
            known = known * (frame >= start + hop).to(float32);
        }

        bool allActive = Array.TrueForAll(queryFrames, query => query < start + length);
        return new WindowStart(places, (queryFeatures * active.unsqueeze(-1)).expand(length, -1, -1), logits, known, allActive ? null : active.expand(length, -1));
    }

    /// <summary>The second half of the window before, then its last frame again and again. // [S, N, …] → the same</summary>
    private static Tensor Carried(Tensor before, int hop)
    {
        Tensor half = before.narrow(0, hop, hop), end = half.narrow(0, hop - 1, 1);
        return cat([half, .. Enumerable.Repeat(end, hop)], 0);
    }
}
