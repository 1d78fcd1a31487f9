using LightningDrag.Data.Flow;
using LightningDrag.Geometry;
using OpenCvSharp;

namespace LightningDrag.Data.Pairs;

/// <summary>A finished pair. Disposing of it frees its pictures.</summary>
/// <param name="Source">What is dragged. // [size, size] BGR</param>
/// <param name="Target">What comes out. // [size, size] BGR</param>
/// <param name="Mask">What may change. // [size, size]</param>
/// <param name="Labels">Motion of the source's pixels.</param>
/// <param name="Points">Handles and targets in pixels of the pair.</param>
/// <param name="Seconds">Times of source and target in the clip.</param>
/// <param name="Crop">The crop in pixels of the clip: left, top, side.</param>
/// <param name="Scores">The motion in numbers.</param>
/// <param name="Unaccounted">Share of the change that the handles do not tell.</param>
internal sealed record FoundPair(
    Mat Source,
    Mat Target,
    bool[] Mask,
    MotionLabels Labels,
    IReadOnlyList<PointPair> Points,
    (double Source, double Target) Seconds,
    (double X, double Y, double Side) Crop,
    MotionScores Scores,
    double Unaccounted
) : IDisposable
{
    public void Dispose()
    {
        Source.Dispose();
        Target.Dispose();
    }
}
