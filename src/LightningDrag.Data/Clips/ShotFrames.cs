using OpenCvSharp;

namespace LightningDrag.Data.Clips;

/// <summary>The frames of one shot as the filters see them. Whoever read them disposes of them.</summary>
/// <param name="Gray">One frame each: 8-bit grey, upright, longest side at most 512 px, all of one size.</param>
/// <param name="Seconds">Time of each frame from the clip's begin, rising.</param>
public sealed record ShotFrames(IReadOnlyList<Mat> Gray, IReadOnlyList<double> Seconds) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var frame in Gray)
            frame.Dispose();
    }
}
