using LightningDrag.Data.Flow;
using OpenCvSharp;

namespace LightningDrag.Data.Points;

/// <summary>
/// The default tracker, free of other people's weights: pyramidal Lucas–Kanade (Bouguet 2000) from frame to frame. Each
/// step is checked by going back; where that fails, dense inverse search around the point carries it on, or it counts
/// as hidden from there. Drift is taken out wherever the point's surroundings still look as they did in its own frame
/// (<see cref="PatchAnchor"/>).
/// </summary>
public sealed class LucasKanadeTracker : IPointTracker
{
    private const int Levels = 3;
    private const float StepError = 0.7f;

    /// <summary>Half the side of the window in which dense inverse search looks for a lost point.</summary>
    private const int SearchRadius = 48;
    private const float SearchError = 1.5f;

    private static readonly Size Window = new(21, 21);
    private static readonly TermCriteria Criteria = new(CriteriaTypes.Count | CriteriaTypes.Eps, 30, 0.01);

    /// <inheritdoc/>
    public string Name => "lk";

    /// <inheritdoc/>
    public PointTracks Track(
        IReadOnlyList<Mat> frames,
        IReadOnlyList<PointQuery> queries,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(queries);
        var tracks = new PointTracks(
            new float[queries.Count, frames.Count],
            new float[queries.Count, frames.Count],
            new bool[queries.Count, frames.Count]
        );
        Mat[] grey = [.. frames.Select(frame => frame.CvtColor(ColorConversionCodes.BGR2GRAY))];
        try
        {
            foreach (var group in queries.Select((query, n) => (Query: query, Number: n)).GroupBy(q => q.Query.Frame))
            {
                int[] numbers = [.. group.Select(q => q.Number)];
                Point2f[] start = [.. group.Select(q => new Point2f(q.Query.X, q.Query.Y))];
                Follow(grey, group.Key, direction: 1, numbers, start, tracks, cancellationToken);
                Follow(grey, group.Key, direction: -1, numbers, start, tracks, cancellationToken);
            }
        }
        finally
        {
            foreach (Mat frame in grey)
                frame.Dispose();
        }

        return tracks;
    }

    private static void Follow(
        Mat[] frames,
        int begin,
        int direction,
        int[] numbers,
        Point2f[] start,
        PointTracks tracks,
        CancellationToken cancellationToken
    )
    {
        Point2f[] place = [.. start];
        PatchAnchor[] anchors = [.. start.Select(p => new PatchAnchor(frames[begin], p))];
        bool[] seen = [.. start.Select(p => IsInside(frames[begin], p))];
        for (int frame = begin; ; )
        {
            for (int n = 0; n < numbers.Length; n++)
            {
                (tracks.X[numbers[n], frame], tracks.Y[numbers[n], frame], tracks.Visible[numbers[n], frame]) = (
                    place[n].X,
                    place[n].Y,
                    seen[n]
                );
            }

            int next = frame + direction;
            if (next < 0 || next >= frames.Length)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            Step(frames[frame], frames[next], place, seen);
            for (int n = 0; n < seen.Length; n++)
            {
                if (seen[n])
                    place[n] = anchors[n].Correct(frames[next], place[n]);
                seen[n] &= IsInside(frames[next], place[n]);
            }

            frame = next;
        }

        foreach (PatchAnchor anchor in anchors)
            anchor.Dispose();
    }

    private static void Step(Mat here, Mat there, Point2f[] place, bool[] seen)
    {
        Point2f[] found = [.. place];
        Cv2.CalcOpticalFlowPyrLK(
            here,
            there,
            place,
            ref found,
            out byte[] foundStatus,
            out _,
            Window,
            Levels,
            Criteria
        );
        Point2f[] returned = [.. place];
        Cv2.CalcOpticalFlowPyrLK(
            there,
            here,
            found,
            ref returned,
            out byte[] backStatus,
            out _,
            Window,
            Levels,
            Criteria
        );
        for (int n = 0; n < place.Length; n++)
        {
            if (!seen[n])
                continue;
            if (foundStatus[n] != 0 && backStatus[n] != 0 && Distance(returned[n], place[n]) <= StepError)
                place[n] = found[n];
            else if (Search(here, there, place[n]) is { } searched)
                place[n] = searched;
            else
                seen[n] = false;
        }
    }

    // Dense flow there and back in a window around the point.
    private static Point2f? Search(Mat here, Mat there, Point2f place)
    {
        int left = Math.Clamp((int)place.X - SearchRadius, 0, Math.Max(0, here.Width - 1)),
            top = Math.Clamp((int)place.Y - SearchRadius, 0, Math.Max(0, here.Height - 1));
        var window = new Rect(
            left,
            top,
            Math.Min(2 * SearchRadius, here.Width - left),
            Math.Min(2 * SearchRadius, here.Height - top)
        );
        float x = place.X - left,
            y = place.Y - top;
        if (
            window.Width < SearchRadius
            || window.Height < SearchRadius
            || x > window.Width - 1
            || y > window.Height - 1
        )
            return null;
        Plane a = Cut(here, window),
            b = Cut(there, window);
        var flow = ConsistentFlow.Direct(a, b);
        int nearest = ((int)Math.Round(y) * window.Width) + (int)Math.Round(x);
        return flow.ForwardError[nearest] <= SearchError
            ? new Point2f(place.X + flow.Forward.U.Sample(x, y), place.Y + flow.Forward.V.Sample(x, y))
            : null;
    }

    private static Plane Cut(Mat frame, Rect window)
    {
        using var view = new Mat(frame, window);
        using Mat copy = view.Clone();
        return Plane.Of(copy);
    }

    private static bool IsInside(Mat frame, Point2f p) =>
        p.X >= 0 && p.Y >= 0 && p.X <= frame.Width - 1 && p.Y <= frame.Height - 1;

    private static float Distance(Point2f a, Point2f b) =>
        MathF.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
