using LightningDrag.Evaluation.Metrics;

namespace LightningDrag.Evaluation.Reports;

/// <summary>Adds up the pairs' figures.</summary>
internal static class ReportBuilder
{
    /// <param name="pairs">Name of the set.</param>
    /// <param name="methods">Names of the methods, the model last.</param>
    /// <param name="renderings">Names of the methods that know the motion.</param>
    /// <param name="shepard">Name of the baseline to whose end-point error the model's is related.</param>
    /// <param name="scores">The pairs' figures, at least one pair.</param>
    public static PairEvaluationReport Build(
        string pairs,
        IReadOnlyList<string> methods,
        IReadOnlyList<string> renderings,
        string shepard,
        IReadOnlyList<PairScores> scores
    )
    {
        string model = methods[^1];
        return new PairEvaluationReport(pairs, scores.Count, model, Rows(methods), Rows(renderings), Compare(), scores);

        IReadOnlyList<MethodReport> Rows(IReadOnlyList<string> names) =>
            [
                .. names
                    .Select(name => (Name: name, Known: scores.Where(s => s.Methods.ContainsKey(name)).ToList()))
                    .Where(row => row.Known.Count > 0)
                    .Select(row => Method(row.Name, [.. row.Known.Select(s => s.Methods[row.Name])])),
            ];

        ComparisonReport Compare()
        {
            string[] baselines = [.. methods.SkipLast(1)];
            double[] ours = Psnr(model);
            BaselineGain[] each =
            [
                .. baselines.Select(name => new BaselineGain(
                    name,
                    Difference(ours, Psnr(name)),
                    Better(ours, Psnr(name))
                )),
            ];
            double[] bestOfEach = [.. scores.Select(s => baselines.Max(name => s.Methods[name].PsnrInMask))];
            return new ComparisonReport(
                each.MinBy(gain => gain.Gain.Value)!,
                each,
                Difference(ours, bestOfEach),
                Better(ours, bestOfEach),
                EndPointRatio()
            );
        }

        double[] Psnr(string name) => [.. scores.Select(s => s.Methods[name].PsnrInMask)];

        Interval? EndPointRatio()
        {
            var both = scores
                .Select(s => (Ours: s.Methods[model].Motion, Theirs: s.Methods[shepard].Motion))
                .Where(m => m.Ours is not null && m.Theirs is not null)
                .ToList();
            return Bootstrap.Ratio(
                [.. both.Select(m => m.Ours!.Value.Distance)],
                [.. both.Select(m => m.Theirs!.Value.Distance)]
            );
        }
    }

    private static Interval Difference(double[] ours, double[] theirs) =>
        Bootstrap.Mean([.. ours.Zip(theirs, (a, b) => a - b)])!;

    private static Interval Better(double[] ours, double[] theirs) =>
        Bootstrap.Mean([.. ours.Zip(theirs, (a, b) => a > b ? 1.0 : 0.0)])!;

    private static MethodReport Method(string name, IReadOnlyList<PairScore> scores)
    {
        List<MotionError> motions = [.. scores.Where(s => s.Motion is not null).Select(s => s.Motion!.Value)];
        List<GradientEnergy> textures = [.. scores.Where(s => s.Texture is not null).Select(s => s.Texture!.Value)];
        return new MethodReport(
            name,
            Mean(s => s.PsnrInMask),
            Mean(s => s.Psnr),
            Mean(s => s.SsimInMask),
            Mean(s => s.Ssim),
            Mean(s => s.PsnrInHoles),
            Bootstrap.Ratio([.. textures.Select(t => t.Image)], [.. textures.Select(t => t.Truth)]),
            Mean(s => s.Arrival),
            Mean(s => s.FeaturesInMask),
            Mean(s => s.Features),
            Bootstrap.Ratio([.. motions.Select(m => m.Distance)], [.. motions.Select(m => (double)m.Pixels)]),
            Bootstrap.Ratio(
                [.. motions.Select(m => (double)m.HiddenInBoth)],
                [.. motions.Select(m => (double)m.HiddenInEither)]
            )
        )
        {
            RealDrag = scores.All(s => s.RealDrag is null)
                ? null
                : new RealDragReport(
                    Mean(s => s.RealDrag?.SemanticDistance),
                    Mean(s => s.RealDrag?.OuterMask),
                    Mean(s => s.RealDrag?.InnerPatch),
                    Mean(s => s.RealDrag?.Direction)
                ),
        };

        Interval? Mean(Func<PairScore, double?> figure) =>
            Bootstrap.Mean([.. scores.Select(figure).Where(v => v is not null).Select(v => v!.Value)]);
    }
}
