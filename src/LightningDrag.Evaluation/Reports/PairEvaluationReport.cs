using LightningDrag.Evaluation.Metrics;

namespace LightningDrag.Evaluation.Reports;

/// <summary>The outcome of an evaluation on one set of pairs.</summary>
/// <param name="Pairs">The set: synthetic or real.</param>
/// <param name="Count">How many pairs.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Methods">A row for each method, the model last.</param>
/// <param name="Renderings">Rows of what was rendered by the labelled motion instead of a predicted one: what splatting
/// and filling alone are worth; empty where no motion is known.</param>
/// <param name="Comparison">The model against the baselines.</param>
/// <param name="Scores">Every pair's figures by method.</param>
public sealed record PairEvaluationReport(
    string Pairs,
    int Count,
    string Model,
    IReadOnlyList<MethodReport> Methods,
    IReadOnlyList<MethodReport> Renderings,
    ComparisonReport Comparison,
    IReadOnlyList<PairScores> Scores
);

/// <summary>One method's means over the pairs, with 95 % intervals; null where no pair has the figure.</summary>
/// <param name="Name">The method.</param>
/// <param name="PsnrInMask">dB over the editable pixels.</param>
/// <param name="Psnr">dB over the picture.</param>
/// <param name="SsimInMask">Structural similarity over the editable pixels.</param>
/// <param name="Ssim">Structural similarity over the picture.</param>
/// <param name="PsnrInHoles">dB over what the source hides.</param>
/// <param name="TextureInHoles">Gradient energy there, all pairs together, relative to the truth's.</param>
/// <param name="Arrival">Distance of handles' content from their targets, px, by template matching.</param>
/// <param name="FeaturesInMask">Perceptual distance over the editable pixels.</param>
/// <param name="Features">Perceptual distance over the picture.</param>
/// <param name="EndPointError">Error of the motion over all pixels inside all masks, px.</param>
/// <param name="VisibilityIou">Intersection over union of the pixels that are hidden in the target and those predicted
/// so, over all masks.</param>
public sealed record MethodReport(
    string Name,
    Interval? PsnrInMask,
    Interval? Psnr,
    Interval? SsimInMask,
    Interval? Ssim,
    Interval? PsnrInHoles,
    Interval? TextureInHoles,
    Interval? Arrival,
    Interval? FeaturesInMask,
    Interval? Features,
    Interval? EndPointError,
    Interval? VisibilityIou
)
{
    /// <summary>
    /// Figures after the RealDrag benchmark, by the compact model's encoder; null where they were not measured.
    /// </summary>
    public RealDragReport? RealDrag { get; init; }
}

/// <summary>Means of <see cref="RealDragScores"/> over the pairs, with 95 % intervals.</summary>
/// <param name="SemanticDistance">px; smaller is better.</param>
/// <param name="OuterMask">1 is best.</param>
/// <param name="InnerPatch">1 is best.</param>
/// <param name="Direction">−1…1; 1 is best.</param>
public sealed record RealDragReport(
    Interval? SemanticDistance,
    Interval? OuterMask,
    Interval? InnerPatch,
    Interval? Direction
);

/// <summary>The model against the baselines, by PSNR inside the mask and by end-point error.</summary>
/// <param name="Best">Against the baseline with the highest mean PSNR.</param>
/// <param name="Each">Against each of the baselines.</param>
/// <param name="GainOverEachBest">dB over whichever baseline is best on each pair.</param>
/// <param name="BetterThanAllShare">Share of pairs on which the model is better than every baseline.</param>
/// <param name="EndPointRatio">End-point error relative to the anchored Shepard field's; null where the motion is
/// unknown.</param>
public sealed record ComparisonReport(
    BaselineGain Best,
    IReadOnlyList<BaselineGain> Each,
    Interval GainOverEachBest,
    Interval BetterThanAllShare,
    Interval? EndPointRatio
);

/// <summary>The model against one baseline.</summary>
/// <param name="Baseline">Its name.</param>
/// <param name="Gain">dB over it inside the mask, mean of the pairs.</param>
/// <param name="BetterShare">Share of pairs on which the model is better.</param>
public sealed record BaselineGain(string Baseline, Interval Gain, Interval BetterShare);

/// <summary>One pair's figures.</summary>
/// <param name="Key">Name of the pair.</param>
/// <param name="Methods">Its figures by method.</param>
public sealed record PairScores(string Key, IReadOnlyDictionary<string, PairScore> Methods);
