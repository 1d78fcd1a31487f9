using LightningDrag.Evaluation.Metrics;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>The outcome on DragBench.</summary>
/// <param name="Count">Samples measured.</param>
/// <param name="Model">The model's name.</param>
/// <param name="DistanceBy">The features by which the mean distance was found.</param>
/// <param name="FidelityBy">The distance behind the fidelity.</param>
/// <param name="Methods">A row for each method, the model last.</param>
/// <param name="Samples">Every sample's figures by method.</param>
/// <param name="Skipped">Samples that are no valid edit, each with the reason.</param>
public sealed record DragBenchReport(
    int Count,
    string Model,
    string DistanceBy,
    string FidelityBy,
    IReadOnlyList<DragBenchMethod> Methods,
    IReadOnlyList<DragBenchScores> Samples,
    IReadOnlyList<DragBenchSkip> Skipped
);

/// <summary>One method's means with 95 % intervals.</summary>
/// <param name="Name">The method.</param>
/// <param name="MeanDistance">MD: distance of the handles' content from the targets, px; smaller is better.</param>
/// <param name="Fidelity">IF: 1 − perceptual distance from the source; larger is better, an unchanged picture has
/// 1.</param>
public sealed record DragBenchMethod(string Name, Interval MeanDistance, Interval Fidelity);

/// <summary>One sample's figures.</summary>
/// <param name="Key">Category and name.</param>
/// <param name="Methods">By method.</param>
public sealed record DragBenchScores(string Key, IReadOnlyDictionary<string, DragBenchScore> Methods);

/// <summary>One method's figures on one sample.</summary>
/// <param name="MeanDistance">px.</param>
/// <param name="Fidelity">1 − perceptual distance.</param>
public sealed record DragBenchScore(double MeanDistance, double Fidelity);

/// <summary>A sample that was left out.</summary>
/// <param name="Key">Category and name.</param>
/// <param name="Reason">Why.</param>
public sealed record DragBenchSkip(string Key, string Reason);
