using System.Diagnostics;
using System.Globalization;
using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Images;
using LightningDrag.Server.Telemetry;

namespace LightningDrag.Server.Work;

/// <summary>
/// Live previews, one at a time beside the edits. Of each session only the newest request counts: an older one that
/// still waits is told so at once, and so is one that arrives after a newer one. Clients take turns.
/// </summary>
internal sealed class PreviewLane : IDisposable
{
    private const int Capacity = 256;

    /// <summary>So many sessions' latest sequence numbers are remembered.</summary>
    private const int Sessions = 1024;

    private readonly OpenPictures pictures;
    private readonly ServerMetrics metrics;
    private readonly FairQueue<Waiting> queue = new(Capacity);
    private readonly Lock gate = new();
    private readonly Dictionary<(string Client, string Session), LinkedListNode<Latest>> sessions = [];
    private readonly LinkedList<Latest> recent = new(); // most recently used first
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public PreviewLane(OpenPictures pictures, ServerMetrics metrics)
    {
        (this.pictures, this.metrics) = (pictures, metrics);
        running = Task.Run(WorkAsync);
    }

    /// <summary>Makes a preview, in turn.</summary>
    /// <exception cref="ApiError">409: superseded; 429: too many wait; 404: no such image.</exception>
    public Task<PreviewPicture> RunAsync(string client, PreviewBody request, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(client, request, cancellationToken);
        lock (gate)
        {
            var latest = LatestOf(client, request.Session);
            if (request.Sequence < latest.Sequence)
            {
                metrics.PreviewEnded("superseded", default);
                throw ApiError.Superseded();
            }

            if (latest.Request is { } older && queue.Remove(client, older))
            {
                metrics.PreviewEnded("superseded", default);
                older.Picture.TrySetException(ApiError.Superseded());
            }

            if (!queue.TryAdd(client, waiting))
                throw ApiError.TooMany("Too many previews are waiting already.", TimeSpan.FromSeconds(1));
            (latest.Sequence, latest.Request) = (request.Sequence, waiting);
        }

        return waiting.Picture.Task;
    }

    public void Dispose()
    {
        stop.Cancel();
        running.GetAwaiter().GetResult();
        stop.Dispose();
        queue.Dispose();
    }

    private Latest LatestOf(string client, string session)
    {
        if (sessions.TryGetValue((client, session), out var node))
            recent.Remove(node);
        else
            sessions.Add((client, session), node = new LinkedListNode<Latest>(new Latest(client, session)));
        recent.AddFirst(node);
        if (recent.Count > Sessions)
        {
            sessions.Remove((recent.Last!.Value.Client, recent.Last.Value.Session));
            recent.RemoveLast();
        }

        return node.Value;
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            try
            {
                var next = await queue.TakeAsync(stop.Token).ConfigureAwait(false);
                await AnswerAsync(next).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(Waiting waiting)
    {
        using var trace = ServerMetrics.Traces.StartActivity("preview");
        long start = Stopwatch.GetTimestamp();
        try
        {
            var picture = await MakeAsync(waiting.Request, waiting.Cancelled).ConfigureAwait(false);
            metrics.PreviewEnded("shown", Stopwatch.GetElapsedTime(start));
            waiting.Picture.SetResult(picture with { Waited = Stopwatch.GetElapsedTime(waiting.Since, start) });
        }
        catch (Exception e)
        {
            metrics.PreviewEnded(e is OperationCanceledException ? "cancelled" : "failed", default);
            waiting.Picture.SetException(e);
        }
    }

    private async Task<PreviewPicture> MakeAsync(PreviewBody request, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using var picture = await pictures.OpenAsync(request.Image, cancellationToken).ConfigureAwait(false);
        var session = await picture.SessionAsync(request.Model, cancellationToken).ConfigureAwait(false);
        var opened = Stopwatch.GetElapsedTime(start);
        var preview = await session
            .PreviewAsync(
                request.ToRequest(picture.Picture),
                request.Side ?? EditSession.PreviewSide,
                request.Moving,
                cancellationToken
            )
            .ConfigureAwait(false);
        var made = Stopwatch.GetElapsedTime(start);
        var format = FileKind.Writable(request.Format, ImageFormat.Jpeg);
        var file = ImageWriter.Encode(
            preview.Patch,
            format,
            new ImageWriteOptions { JpegQuality = 85, WebpQuality = 80 }
        );
        return new PreviewPicture(
            file,
            FileKind.ContentTypeOf(FileKind.NameOf(format)),
            RectangleBody.Of(preview.Bounds),
            RectangleBody.Of(preview.Window)
        )
        {
            Opened = opened,
            Made = made - opened,
            Encoded = Stopwatch.GetElapsedTime(start) - made,
        };
    }

    private sealed class Waiting(string client, PreviewBody request, CancellationToken cancelled)
    {
        public string Client => client;

        public PreviewBody Request => request;

        public CancellationToken Cancelled => cancelled;

        public long Since { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource<PreviewPicture> Picture { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Latest(string client, string session)
    {
        public string Client => client;

        public string Session => session;

        public long Sequence { get; set; } = long.MinValue;

        public Waiting? Request { get; set; }
    }
}

/// <summary>A preview as it is sent.</summary>
/// <param name="File">The patch as an image file.</param>
/// <param name="ContentType">Of the file.</param>
/// <param name="Bounds">Where the patch lies, in source pixels.</param>
/// <param name="Window">What the model looked at.</param>
internal sealed record PreviewPicture(byte[] File, string ContentType, RectangleBody Bounds, RectangleBody Window)
{
    /// <summary>How long others were served before it.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>Decoding the source, where it was not there yet.</summary>
    public TimeSpan Opened { get; init; }

    /// <summary>The model and the rendering.</summary>
    public TimeSpan Made { get; init; }

    /// <summary>Writing the patch as a file.</summary>
    public TimeSpan Encoded { get; init; }

    /// <summary>The same as a browser's tools show it.</summary>
    public string ServerTiming =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"wait;dur={Waited.TotalMilliseconds:F1}, open;dur={Opened.TotalMilliseconds:F1}, "
                + $"preview;dur={Made.TotalMilliseconds:F1}, encode;dur={Encoded.TotalMilliseconds:F1}"
        );
}
