using LightningDrag.Editing;
using LightningDrag.Evaluation.Baselines;
using LightningDrag.Evaluation.Methods;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Weights;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>
/// Compares a model with baselines on DragBench (Shi et al., DragDiffusion, CVPR 2024) by mean distance and image
/// fidelity. Without further weights both are measured with the features of the compact model's encoder: comparable
/// between methods of one report, not with figures published elsewhere.
/// </summary>
public static class DragBenchEvaluation
{
    private const string EncoderFeatures = "compact's encoder";

    /// <summary>Edits and measures every sample, and writes report and page where the options name a folder.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Told how many samples are done, from another thread.</param>
    /// <param name="cancellationToken">Stops between two edits.</param>
    /// <exception cref="LightningDragException">The folder, a sample's files, the model or weights are at fault; the
    /// message says which.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Task<DragBenchReport> RunAsync(
        DragBenchOptions options,
        IProgress<int>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Steps is < 1 or > DragRequest.MaximumSteps)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The number of steps is {options.Steps}; it must be 1 to {DragRequest.MaximumSteps}."
            );
        }

        if (options.Limit < 0)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The limit is {options.Limit}; it must be 0 (all) or more."
            );
        }

        ReportFolder.Require(options.Output);
        return Task.Run(() => EvaluateAsync(options, progress, cancellationToken), cancellationToken);
    }

    private static async Task<DragBenchReport> EvaluateAsync(
        DragBenchOptions options,
        IProgress<int>? progress,
        CancellationToken cancellationToken
    )
    {
        var samples = DragBenchFolder.Read(options.Folder);
        await using var editor = await DragEditor
            .LoadAsync(options.Model, null, cancellationToken)
            .ConfigureAwait(false);
        using var encoder = AppearanceEncoder.Load(
            Path.Combine(ModelLocator.Find(CompactModel.Name), CompactModel.EncoderFile)
        );
        using var features = new FeatureDistance(encoder);
        using var lpips = options.Lpips is var (alexNet, channels) ? Lpips.Load(alexNet, channels) : null;
        var arrival = new FeatureArrival(encoder);
        IDragMethod[] methods =
        [
            .. MotionBaselines.All.Select(baseline => new WindowedBaseline(baseline)),
            new EditorMethod(editor, options.Steps, options.Seed),
        ];
        var page = options.Output is null ? null : new DragBenchPage(options.Output);

        List<DragBenchScores> scores = [];
        List<DragBenchSkip> skipped = [];
        foreach (var sample in options.Limit == 0 ? samples : samples.Take(options.Limit))
        {
            try
            {
                new DragRequest { Points = sample.Points, Mask = sample.Mask }.Validate(
                    sample.Image.Width,
                    sample.Image.Height
                );
            }
            catch (LightningDragException invalid)
            {
                skipped.Add(new DragBenchSkip(sample.Key, invalid.Message));
                continue;
            }

            var results = new Dictionary<string, DragBenchScore>();
            List<(string Method, RasterImage Image, DragBenchScore Score)> pictures = [];
            foreach (var method in methods)
            {
                var edited = await method.EditAsync(sample.Drag, cancellationToken).ConfigureAwait(false);
                double distance =
                    lpips?.Between(edited, sample.Image) ?? features.Of(edited, sample.Image, sample.Mask).Whole;
                var score = new DragBenchScore(arrival.Of(sample.Image, edited, sample.Points), 1 - distance);
                results.Add(method.Name, score);
                pictures.Add((method.Name, edited, score));
            }

            page?.Add(sample, pictures);
            scores.Add(new DragBenchScores(sample.Key, results));
            progress?.Report(scores.Count);
        }

        if (scores.Count == 0)
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"No sample of '{options.Folder}' is a valid edit; the first: {skipped[0].Reason}"
            );
        Interval Mean(string method, Func<DragBenchScore, double> figure) =>
            Bootstrap.Mean([.. scores.Select(s => figure(s.Methods[method]))])!;
        var report = new DragBenchReport(
            scores.Count,
            editor.Model.Name,
            EncoderFeatures,
            lpips is null ? EncoderFeatures : "LPIPS (AlexNet)",
            [
                .. methods.Select(m => new DragBenchMethod(
                    m.Name,
                    Mean(m.Name, s => s.MeanDistance),
                    Mean(m.Name, s => s.Fidelity)
                )),
            ],
            scores,
            skipped
        );
        page?.Write(report);
        return report;
    }
}
