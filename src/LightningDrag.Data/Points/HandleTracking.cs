using LightningDrag.Data.Flow;
using LightningDrag.Data.Pairs;
using LightningDrag.Geometry;
using OpenCvSharp;

namespace LightningDrag.Data.Points;

/// <summary>
/// Lets a tracker find where the handles of a pair end, through the frames between, and keeps those that can be
/// believed: seen at both ends, within the crop, back at their start when tracked backward, and where the flow says,
/// too.
/// </summary>
internal sealed class HandleTracking(IPointTracker tracker, PointOptions options)
{
    /// <param name="frames">Colour frames from the source's to the target's.</param>
    /// <param name="crop">The crop of the pair.</param>
    /// <param name="handles">Handles in pixels of the pair.</param>
    /// <param name="labels">The flow's opinion.</param>
    /// <param name="cancellationToken">Stops between frames.</param>
    /// <returns>Handle and target in pixels of the pair; pins end where they start.</returns>
    public IReadOnlyList<PointPair> Follow(
        IReadOnlyList<Mat> frames,
        CropSquare crop,
        IReadOnlyList<DrawnHandle> handles,
        MotionLabels labels,
        CancellationToken cancellationToken
    )
    {
        if (handles.Count == 0)
            return [];
        int last = frames.Count - 1,
            size = labels.Size;
        float scale = (float)crop.Side / size,
            unit = size / 256f;
        PointQuery[] starts = [.. handles.Select(h => new PointQuery(0, ToFrame(h.X, crop.X), ToFrame(h.Y, crop.Y)))];
        PointTracks there = tracker.Track(frames, starts, cancellationToken);
        PointQuery[] ends = [.. handles.Select((_, n) => new PointQuery(last, there.X[n, last], there.Y[n, last]))];
        PointTracks back = tracker.Track(frames, ends, cancellationToken);

        List<PointPair> kept = [];
        for (int n = 0; n < handles.Count; n++)
        {
            var handle = handles[n];
            if (!there.Visible[n, last] || !back.Visible[n, 0])
                continue;
            if (Distance(back.X[n, 0] - starts[n].X, back.Y[n, 0] - starts[n].Y) > options.ReturnError * unit * scale)
                continue;
            float x = ToCrop(there.X[n, last], crop.X),
                y = ToCrop(there.Y[n, last], crop.Y);
            if (!(x >= 0 && y >= 0 && x <= size - 1 && y <= size - 1))
                continue;
            int i = (handle.Y * size) + handle.X;
            if (
                Distance(x - handle.X - labels.U[i], y - handle.Y - labels.V[i])
                > (options.FlowDisagreement * unit) + (0.02 * labels.Length(i))
            )
                continue;
            kept.Add(
                new PointPair(
                    new PixelPoint(handle.X, handle.Y),
                    handle.IsPin ? new PixelPoint(handle.X, handle.Y) : new PixelPoint(Rounded(x), Rounded(y))
                )
            );
        }

        return kept.Exists(pair => pair.Handle != pair.Target) ? kept : [];

        // Pixel centres are whole numbers on both sides.
        float ToFrame(float place, int start) => start + ((place + 0.5f) * scale) - 0.5f;

        float ToCrop(float place, int start) => ((place - start + 0.5f) / scale) - 0.5f;
    }

    private static double Distance(double x, double y) => Math.Sqrt((x * x) + (y * y));

    private static float Rounded(float value) => MathF.Round(value, 2);
}
