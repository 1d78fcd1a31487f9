using LightningDrag.Models.CoTracker.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker.Tracking;

/// <summary>
/// Follows points forward through frames that come one after the other (CoTracker, section 3.3): windows of S frames,
/// each half a window after the one before and starting from its result. It keeps the features of one window, however
/// long the clip, so a clip that is known as a whole is tracked in the same way.
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
    private readonly Tensor places; // what the last window gave, in cells, [S, N, 2]
    private readonly Tensor logits; // the same, [S, N]
    private readonly List<float> finishedPlaces = []; // of frames that no window touches any more, [frames, N, 2]
    private readonly List<float> finishedLogits = []; // [frames, N]
    private FeaturePyramid? window; // the last window's features
    private int start; // its first frame
    private int valid; // how many of its frames are there; the others repeat the last one

    /// <param name="network">The network, which stays the caller's.</param>
    /// <param name="queries">What to follow, in pixels of the frames that will come.</param>
    /// <param name="options">How.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: there are no queries, or one
    /// makes no sense.</exception>
    public WindowTracker(CoTrackerNetwork network, IReadOnlyList<TrackQuery> queries, TrackingOptions options)
    {
        TrackQuery.Check(queries, frames: null);
        options.Validate();
        (this.network, this.options) = (network, options);
        int length = network.Config.WindowLength,
            count = queries.Count;
        queryFrames = [.. queries.Select(query => query.Frame)];
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        float[] numbers = [.. queries.SelectMany(query => new[] { query.Place.X, query.Place.Y })];
        queryPlaces = (
            tensor(numbers, device: network.Device).view(count, 2) / CoTrackerConfig.Stride
        ).DetachFromDisposeScope();
        queryFrame = tensor(queryFrames, device: network.Device).DetachFromDisposeScope();
        queryFeatures = zeros(count, network.Config.FeatureWidth, device: network.Device).DetachFromDisposeScope();
        places = zeros(length, count, 2, device: network.Device).DetachFromDisposeScope();
        logits = zeros(length, count, device: network.Device).DetachFromDisposeScope();
    }

    /// <summary>Frames so far.</summary>
    public int Frames => start + valid;

    /// <summary>
    /// Frames that the next call takes: a whole window at first, then half a window. Fewer end the clip.
    /// </summary>
    public int Wanted => window is null ? network.Config.WindowLength : network.Config.Hop;

    /// <summary>Tracks through the frames that follow.</summary>
    /// <param name="frames">1 to <see cref="Wanted"/> frames. // [n, 3, H, W], RGB on 0…255</param>
    /// <exception cref="InvalidOperationException">The clip has ended, or these are too many frames.</exception>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.NotFinite"/>: the network's answer is not
    /// finite.</exception>
    public void Add(Tensor frames)
    {
        int count = (int)frames.shape[0],
            length = network.Config.WindowLength,
            hop = network.Config.Hop;
        if (window is not null && valid < length)
            throw new InvalidOperationException("The clip has ended with an incomplete window.");
        if (count < 1 || count > Wanted)
            throw new InvalidOperationException($"{count} frames instead of 1 to {Wanted}.");
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        bool isFirst = window is null;
        if (window is not null)
        {
            Finish(hop);
            window.Shift();
            start += hop;
        }

        int firstNew = isFirst ? 0 : hop;
        valid = firstNew + count;
        FeaturePyramid features = Encode(frames, firstNew);
        SampleQueries(features, firstNew);
        WindowResult result = network.Correct(features, Start(isFirst), options.Iterations, options.ReferenceFaults);
        places.copy_(FiniteTensors.Require(result.Places, "point tracker"));
        logits.copy_(FiniteTensors.Require(result.Logits, "point tracker"));
    }

    /// <summary>All frames so far; the last half window will still change if more follow.</summary>
    public RawTracks Result()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        Tensor allPlaces =
            cat(
                [
                    tensor(finishedPlaces, device: network.Device).view(start, queryFrames.Length, 2),
                    places.narrow(0, 0, valid),
                ],
                0
            ) * CoTrackerConfig.Stride;
        Tensor allLogits = cat(
            [
                tensor(finishedLogits, device: network.Device).view(start, queryFrames.Length),
                logits.narrow(0, 0, valid),
            ],
            0
        );
        return new RawTracks(allPlaces.MoveToOuterDisposeScope(), allLogits.sigmoid().MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        window?.Dispose();
        foreach (Tensor state in new[] { queryPlaces, queryFrame, queryFeatures, places, logits })
            state.Dispose();
    }

    /// <summary>Keeps what the coming windows do not touch any more, outside of the tensors' heap.</summary>
    private void Finish(int hop)
    {
        finishedPlaces.AddRange(places.narrow(0, 0, hop).cpu().data<float>());
        finishedLogits.AddRange(logits.narrow(0, 0, hop).cpu().data<float>());
    }

    /// <summary>
    /// Puts the features of new frames into the window, in its own memory: a new window each time would scatter what
    /// lives long over the heap, and that would grow with the clip.
    /// </summary>
    private FeaturePyramid Encode(Tensor frames, int firstNew)
    {
        int count = (int)frames.shape[0],
            atOnce = network.Device.type == DeviceType.CPU ? 1 : count;
        for (int i = 0; i < count; i += atOnce)
        {
            using var scope = NewDisposeScope();
            using FeaturePyramid encoded = network.Encode(frames.narrow(0, i, atOnce));
            window ??= encoded.Room(network.Config.WindowLength);
            window.Put(firstNew + i, encoded);
        }

        window!.RepeatFrom(valid - 1);
        return window;
    }

    /// <summary>Reads what a track looks like where its query is, as soon as that frame is there.</summary>
    private void SampleQueries(FeaturePyramid features, int firstNew)
    {
        for (int frame = firstNew; frame < features.Frames; frame++)
        {
            long[] tracks =
            [
                .. Enumerable
                    .Range(0, queryFrames.Length)
                    .Where(i => queryFrames[i] == start + frame)
                    .Select(i => (long)i),
            ];
            if (tracks.Length == 0)
                continue;
            using var scope = NewDisposeScope();
            Tensor chosen = tensor(tracks, device: network.Device);
            queryFeatures.index_copy_(
                0,
                chosen,
                BorderSampling.Read(features.Levels[0][frame], queryPlaces.index_select(0, chosen))
            );
        }
    }

    private WindowStart Start(bool isFirst)
    {
        int length = network.Config.WindowLength,
            hop = network.Config.Hop;
        Tensor active = (queryFrame < start + length).to(float32); // [N]
        Tensor startPlaces = queryPlaces.expand(length, -1, -1),
            startLogits = full([length, queryFrames.Length], FirstLogit, device: network.Device);
        Tensor frame = arange(start, start + length, device: network.Device).unsqueeze(1); // [S, 1]
        Tensor known = (queryFrame <= frame).to(float32);
        if (!isFirst)
        {
            Tensor isCarried = queryFrame < start + hop; // [N]
            startPlaces = where(isCarried.unsqueeze(-1), Carried(places, hop), startPlaces);
            startLogits = where(isCarried, Carried(logits, hop), startLogits);
            known = known * (frame >= start + hop).to(float32);
        }

        bool allActive = Array.TrueForAll(queryFrames, query => query < start + length);
        return new WindowStart(
            startPlaces,
            (queryFeatures * active.unsqueeze(-1)).expand(length, -1, -1),
            startLogits,
            known,
            allActive ? null : active.expand(length, -1)
        );
    }

    /// <summary>
    /// The second half of the window before, then its last frame again and again. // [S, N, …] → the same
    /// </summary>
    private static Tensor Carried(Tensor before, int hop)
    {
        Tensor half = before.narrow(0, hop, hop),
            end = half.narrow(0, hop - 1, 1);
        return cat([half, .. Enumerable.Repeat(end, hop)], 0);
    }
}
