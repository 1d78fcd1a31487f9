using OpenCvSharp;

namespace LightningDrag.Data.Clips;

/// <summary>A shot, or a piece of a long one. Disposing of it frees its frames.</summary>
/// <param name="Number">Its number in the clip, from 0.</param>
/// <param name="Analysis">The frames as the filters see them, with their times.</param>
/// <param name="Colour">The same frames in colour (8-bit BGR), large enough for the finished pairs.</param>
/// <param name="SourceScale">Pixels of the clip for one of <paramref name="Colour"/>.</param>
/// <param name="Progress">How much of the clip has been read once this piece is, 0 to 1; NaN when the file does not say
/// how long it is.</param>
internal sealed record ShotSegment(
    int Number,
    ShotFrames Analysis,
    IReadOnlyList<Mat> Colour,
    double SourceScale,
    double Progress
) : IDisposable
{
    /// <summary>Pixels of <see cref="Analysis"/> for one of <see cref="Colour"/>.</summary>
    public float AnalysisScale => (float)Analysis.Gray[0].Width / Colour[0].Width;

    public void Dispose()
    {
        Analysis.Dispose();
        foreach (Mat frame in Colour)
            frame.Dispose();
    }
}
