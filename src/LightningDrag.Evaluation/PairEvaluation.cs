using LightningDrag.Evaluation.Baselines;
using LightningDrag.Evaluation.Methods;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Evaluation.Pairs;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Training.Pairs;
using LightningDrag.Weights;

namespace LightningDrag.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Pairs">The set at hand.</param>
/// <param name="Done">Pairs of it that are done.</param>
public sealed record PairEvaluationProgress(string Pairs, int Done);

/// <summary>Compares a model with baselines on pairs whose outcome is known.</summary>
public static class PairEvaluation
{
    private const int SyntheticSize = 256;

    /// <summary>
    /// Measures everything that the options name, and writes report and page where they name a folder.
    /// </summary>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Told after each pair, from another thread.</param>
    /// <param name="cancellationToken">Stops between two pairs.</param>
    /// <returns>A report for each set of pairs, synthetic ones first.</returns>
    /// <exception cref="LightningDragException">An option, the model or a pair is at fault; the message says
    /// which.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Task<IReadOnlyList<PairEvaluationReport>> RunAsync(
        PairEvaluationOptions options,
        IProgress<PairEvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ReportFolder.Require(options.Output);
        return Task.Run(() => Run(options, progress, cancellationToken), cancellationToken);
    }

    private static IReadOnlyList<PairEvaluationReport> Run(
        PairEvaluationOptions options,
        IProgress<PairEvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        string folder = ModelLocator.Find(options.Model);
        using IDragModel model = CompactModel.Load(folder);
        List<IEvaluationPairs> sets = [];
        if (options.Photos is not null)
            sets.Add(
                new SyntheticEvaluationPairs(options.Photos, options.CutoutCache, options.SyntheticPairs, SyntheticSize)
            );
        if (options.RealPairs is not null)
            sets.Add(new StoredEvaluationPairs(options.RealPairs, options.RealLimit));
        using var encoder = AppearanceEncoder.Load(Path.Combine(folder, CompactModel.EncoderFile));
        using var features = new FeatureDistance(encoder);
        using var realDrag = new RealDragMetrics(encoder);
        return Evaluate(
            sets,
            new ModelMethod(model, options.Steps, options.Seed),
            features,
            realDrag,
            options,
            progress,
            cancellationToken
        );
    }

    internal static IReadOnlyList<PairEvaluationReport> Evaluate(
        IReadOnlyList<IEvaluationPairs> sets,
        IPairMethod model,
        FeatureDistance? features,
        RealDragMetrics? realDrag,
        PairEvaluationOptions options,
        IProgress<PairEvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        IPairMethod[] methods = [.. MotionBaselines.All.Select(baseline => new BaselineMethod(baseline)), model];
        var files = options.Output is null ? null : new PairReportFiles(options.Output);
        List<PairEvaluationReport> reports = [];
        foreach (IEvaluationPairs set in sets)
        {
            List<PairScores> scores = [];
            foreach (SupervisionPair pair in set.Read())
            {
                List<(string Method, EditOutcome Outcome, PairScore Score)> results = [];
                foreach (
                    IPairMethod method in pair.Motion is null ? methods : [.. methods, .. LabelledMotionMethod.All]
                )
                {
                    EditOutcome outcome = method.Edit(pair, cancellationToken);
                    results.Add((method.Name, outcome, PairScore.Of(outcome, pair, features, realDrag)));
                }

                if (options.PictureEvery > 0 && scores.Count % options.PictureEvery == 0)
                    files?.AddPictures(set.Name, pair, results);
                scores.Add(new PairScores(pair.Key, results.ToDictionary(r => r.Method, r => r.Score)));
                progress?.Report(new PairEvaluationProgress(set.Name, scores.Count));
            }

            reports.Add(
                ReportBuilder.Build(
                    set.Name,
                    [.. methods.Select(m => m.Name)],
                    [.. LabelledMotionMethod.All.Select(m => m.Name)],
                    AnchoredShepardField.MethodName,
                    scores
                )
            );
        }

        files?.Write(reports);
        return reports;
    }
}
