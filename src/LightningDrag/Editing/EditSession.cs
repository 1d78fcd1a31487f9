using System.Diagnostics;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Editing;

/// <summary>
/// One picture being edited. Thread-safe, and cheap: parts of the picture are encoded when an edit first needs them and
/// kept for the next. Dispose of it before its editor.
/// </summary>
public sealed class EditSession : IAsyncDisposable, IDisposable
{
    /// <summary>
    /// Unless someone says otherwise, previews of larger windows are shrunk to this side: about what a page shows of
    /// them.
    /// </summary>
    public const int PreviewSide = 768;

    /// <summary>More handles than this say themselves what moves, as those of a gesture do.</summary>
    private const int FewHandles = 3;

    private readonly IDragModel model;
    private readonly DragSampler sampler;
    private readonly EncodedViewCache views;

    private readonly PreviewDrawing drafts;
    private readonly DragForesight foresight;
    private readonly ThingSelection selection;

    internal EditSession(IDragModel model, RasterImage source)
    {
        (this.model, Source) = (model, source);
        sampler = DragSampler.For(model.Info);
        views = new EncodedViewCache(model, source);
        drafts = new PreviewDrawing(model.Info, sampler, views, source);
        foresight = new DragForesight(model, views, source);
        selection = new ThingSelection(foresight, source);
    }

    /// <summary>The picture as it was opened. Its pixels must not change while the session lives.</summary>
    public RasterImage Source { get; }

    /// <summary>
    /// About how many bytes of memory the parts that are encoded hold; it grows with the first edits, up to a bound,
    /// and goes with the session.
    /// </summary>
    public long EncodedBytes => views.Bytes;

    /// <summary>Runs one edit.</summary>
    /// <param name="request">What to do, in pixels of <see cref="Source"/>.</param>
    /// <param name="progress">Told at the begin of each stage and after each part of it, from another thread.</param>
    /// <param name="cancellationToken">Stops the work within one step.</param>
    /// <exception cref="LightningDragException">The request breaks a rule (<see cref="ErrorCode.InvalidRequest"/>,
    /// <see cref="ErrorCode.InvalidMask"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The session is closed.</exception>
    public Task<DragResult> EditAsync(
        DragRequest request,
        IProgress<EditProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        DragRequestValidator.Validate(request, Source.Width, Source.Height);
        return DrawAndCheckAsync(request, progress, cancellationToken);
    }

    /// <summary>
    /// A quick look at an edit: one step, one candidate, only the edited part of the picture. Steps and candidates of
    /// the request do not count.
    /// </summary>
    /// <param name="request">What to do, in pixels of <see cref="Source"/>.</param>
    /// <param name="largestSide">Longer side of the patch in pixels, at least 16; larger windows are shrunk to
    /// it.</param>
    /// <param name="isMoving">Whether the drag still goes on: then a somewhat larger window may be looked at, one that
    /// seldom changes and so is encoded already.</param>
    /// <param name="cancellationToken">Stops the work within one step.</param>
    /// <exception cref="LightningDragException">The request breaks a rule (<see cref="ErrorCode.InvalidRequest"/>,
    /// <see cref="ErrorCode.InvalidMask"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The session is closed.</exception>
    public Task<EditPreview> PreviewAsync(
        DragRequest request,
        int largestSide = PreviewSide,
        bool isMoving = false,
        CancellationToken cancellationToken = default
    )
    {
        DragRequestValidator.Validate(request, Source.Width, Source.Height);
        ArgumentOutOfRangeException.ThrowIfLessThan(largestSide, 16);
        return Task.Run(
            () =>
                drafts.Draw(
                    request,
                    request.Mask ?? SuggestMask(request.Points, request.Scope, cancellationToken),
                    largestSide,
                    isMoving,
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <summary>
    /// The area that drags need, as an edit without a mask takes it. Where whole things move
    /// (<see cref="DragScope.Thing"/>) the model says it: what it would move, where that lands, what it uncovers, and a
    /// margin. Else, and for models that cannot say, the colours around the drags do (<see cref="MaskSuggester"/>).
    /// </summary>
    /// <param name="points">1 to 100 pairs in pixels of <see cref="Source"/>, at least one of which moves.</param>
    /// <param name="scope">What the drags mean.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="LightningDragException">The points break a rule
    /// (<see cref="ErrorCode.InvalidRequest"/>).</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<EditMask> SuggestMaskAsync(
        IReadOnlyList<PointPair> points,
        DragScope scope = DragScope.Auto,
        CancellationToken cancellationToken = default
    )
    {
        DragRequestValidator.ValidatePoints(points, Source.Width, Source.Height);
        return Task.Run(() => SuggestMask(points, scope, cancellationToken), cancellationToken);
    }

    /// <summary>The outline of a thing that was clicked or circled roughly.</summary>
    /// <param name="request">Where it is, in pixels of <see cref="Source"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>1 on the thing.</returns>
    /// <exception cref="LightningDragException">
    /// The request breaks a rule (<see cref="ErrorCode.InvalidRequest"/>), nothing is found there (the same), or the
    /// model knows no things (<see cref="ErrorCode.Unsupported"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task<EditMask> SelectAsync(SelectionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate(Source.Width, Source.Height);
        if (!model.Info.KnowsThings)
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"The model '{model.Info.Name}' does not know where things end; select with compact."
            );
        return Task.Run(
            () =>
                selection.Find(request, cancellationToken)
                ?? throw new LightningDragException(
                    ErrorCode.InvalidRequest,
                    "No thing is found there: click nearer to its middle, click on several of its parts, or circle it."
                ),
            cancellationToken
        );
    }

    /// <summary>
    /// Encodes now what the first edit would have to wait for: the whole of a small picture. What to encode of a large
    /// one only the points tell.
    /// </summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The session is closed.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken = default) =>
        Task.Run(() => Prepare(cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => views.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Draws the results and, beside that, looks whether the given mask cuts a thing.</summary>
    private async Task<DragResult> DrawAndCheckAsync(
        DragRequest request,
        IProgress<EditProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        bool mayCut =
            request.Mask is not null
            && request.Regions.Count == 0
            && request.Points.Count(point => point.Length > 0) <= FewHandles
            && model.Info.KnowsThings;
        var drawn = Task.Run(() => DrawReadings(request, progress, cancellationToken), cancellationToken);
        var cut = mayCut
            ? Task.Run(
                () => foresight.Cut(request.Points, request.Scope, request.Mask!, cancellationToken),
                cancellationToken
            )
            : Task.FromResult<ThingCut?>(null);
        await Task.WhenAll(drawn, cut).ConfigureAwait(false);
        return (await drawn.ConfigureAwait(false)) with { Cut = await cut.ConfigureAwait(false) };
    }

    private DragResult DrawReadings(
        DragRequest request,
        IProgress<EditProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var readings = DragReadings.Of(request, model.Info);
        return readings.Count == 1
            ? Draw(request, progress, cancellationToken)
            : DragReadings.LikeliestFirst([
                .. readings.Select(
                    (reading, i) =>
                        Draw(
                            reading,
                            progress is null ? null : new ReadingProgress(progress, i, readings.Count),
                            cancellationToken
                        )
                ),
            ]);
    }

    private DragResult Draw(DragRequest request, IProgress<EditProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = new StageClock();
        if (request.Mask is null)
            progress?.Report(new EditProgress(EditStage.SuggestingMask, 0, 1));
        var mask = request.Mask ?? SuggestMask(request.Points, request.Scope, cancellationToken);
        var maskTime = clock.Lap();

        progress?.Report(new EditProgress(EditStage.Encoding, 0, 1));
        var view = EncodedView.Of(RequestWindow.Of(request, mask, model.Info));
        using var lease = views.Rent(view, cancellationToken);
        using var denoiser = lease.Encoded.Condition(view.ConditionOf(request, mask));
        var encodeTime = clock.Lap();

        var plan = SamplingPlan.Of(request, model.Info);
        int steps = plan.Batches.Sum(batch => batch.Steps),
            stepsDone = 0;
        var drawn = new List<Drawn>();
        foreach (var batch in plan.Batches)
        {
            progress?.Report(new EditProgress(EditStage.Denoising, stepsDone, steps));
            var latent = sampler.Sample(
                denoiser,
                batch.Noise(),
                batch.Steps,
                plan.Guidance,
                _ => progress?.Report(new EditProgress(EditStage.Denoising, ++stepsDone, steps)),
                cancellationToken
            );
            var denoiseTime = clock.Lap() / batch.Seeds.Length;

            progress?.Report(new EditProgress(EditStage.Decoding, drawn.Count, request.Candidates));
            var pictures = denoiser.Decode(latent, cancellationToken);
            var arrivals = denoiser.MeasureArrival(latent, cancellationToken);
            var faults = denoiser.Faults;
            var decodeTime = clock.Lap() / batch.Seeds.Length;
            drawn.AddRange(
                pictures.Select(
                    (picture, i) =>
                        new Drawn(
                            picture,
                            batch.SeedOf(i),
                            batch.Steps,
                            arrivals?[i],
                            faults?[i],
                            denoiseTime,
                            decodeTime
                        )
                )
            );
        }

        var candidates = new List<Candidate>(drawn.Count);
        clock.Lap();
        foreach (var (picture, seed, taken, arrived, faults, denoise, decode) in drawn)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new EditProgress(EditStage.PastingBack, candidates.Count, drawn.Count));
            var image = PasteBack
                .Apply(Source, view.Window, picture, mask, RequestWindow.FeatherOf(request, view.Window, model.Info))
                .With((Source.Metadata ?? new ImageMetadata()) with { IsComposite = true });
            var arrival = Arrival.Of(request.Points, mask, arrived, model.Info.ArrivesExactly);
            candidates.Add(
                new Candidate(
                    image,
                    seed,
                    taken,
                    arrival,
                    new StageTimings(maskTime, encodeTime, denoise, decode, clock.Lap())
                )
                {
                    Scope = request.Scope,
                    Faults = faults,
                }
            );
        }

        return new DragResult(CandidateOrder.BestFirst(candidates), mask, view.Window.Bounds);
    }

    /// <summary>
    /// Where things move as wholes, the model says where they end. For all else it would often take in too much: a pull
    /// at an ear, all of the animal; there the colours around the drag keep the edit small.
    /// </summary>
    private EditMask SuggestMask(
        IReadOnlyList<PointPair> points,
        DragScope scope,
        CancellationToken cancellationToken
    ) =>
        (scope == DragScope.Thing && model.Info.KnowsThings ? foresight.Area(points, cancellationToken) : null)
        ?? MaskSuggester.Suggest(Source, points);

    private void Prepare(CancellationToken cancellationToken)
    {
        if (!EditWindow.TakesWhole(Source.Width, Source.Height, model.Info.WindowSize))
            return;
        using var lease = views.Rent(
            EncodedView.Of(EditWindow.Whole(Source.Width, Source.Height, model.Info.SquareWindow), PreviewSide),
            cancellationToken
        );
    }

    private sealed record Drawn(
        RasterImage Window,
        long Seed,
        int Steps,
        IReadOnlyList<float>? Arrival,
        ResultFaults? Faults,
        TimeSpan Denoise,
        TimeSpan Decode
    );

    /// <summary>Of several readings each stage is one part of the work: none seems to begin anew.</summary>
    private sealed class ReadingProgress(IProgress<EditProgress> whole, int reading, int readings)
        : IProgress<EditProgress>
    {
        private static readonly int Stages = Enum.GetValues<EditStage>().Length;

        public void Report(EditProgress value) =>
            whole.Report(
                new EditProgress(EditStage.Denoising, (reading * Stages) + (int)value.Stage, readings * Stages)
            );
    }

    /// <summary>Time since the last look.</summary>
    private sealed class StageClock
    {
        private long last = Stopwatch.GetTimestamp();

        public TimeSpan Lap()
        {
            long now = Stopwatch.GetTimestamp();
            var lap = Stopwatch.GetElapsedTime(last, now);
            last = now;
            return lap;
        }
    }
}
