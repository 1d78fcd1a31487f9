using OpenCvSharp;

namespace LightningDrag.Data.Camera;

/// <summary>Dark bars at the frame's edges, which stand still whatever the camera does.</summary>
internal static class Letterbox
{
    private const int Dark = 40;
    private const int Even = 12;
    private const int Edge = 16;

    /// <summary>
    /// The part of the frame inside the bars of all frames given; the whole frame where there are none.
    /// </summary>
    public static Rect Inside(IReadOnlyList<Mat> frames)
    {
        using Mat darkest = frames[0].Clone(),
            lightest = frames[0].Clone();
        foreach (Mat frame in frames.Skip(1))
        {
            Cv2.Min(darkest, frame, darkest);
            Cv2.Max(lightest, frame, lightest);
        }

        lightest.GetArray(out byte[] light);
        darkest.GetArray(out byte[] dark);
        int width = lightest.Width,
            height = lightest.Height;
        int top = Bar(height, width, (line, i) => (line * width) + i),
            bottom = Bar(height, width, (line, i) => ((height - 1 - line) * width) + i);
        int left = Bar(width, height, (line, i) => (i * width) + line),
            right = Bar(width, height, (line, i) => (i * width) + width - 1 - line);
        return new Rect(left, top, width - left - right, height - top - bottom);

        // Lines from the edge inwards that are dark and even in all frames, if what follows is brighter along most of
        // its length: a bar ends in a straight edge, a dark room does not.
        int Bar(int lines, int length, Func<int, int, int> at)
        {
            int bar = 0;
            while (bar < lines / 3 && IsBar(bar))
                bar++;
            if (bar < 2 || bar == lines / 3)
                return 0;
            int inside = Math.Min(bar + 3, lines - 1);
            int brighter = Enumerable.Range(0, length).Count(i => light[at(inside, i)] > light[at(bar - 2, i)] + Edge);
            return 2 * brighter > length ? Math.Min(bar + 2, lines / 3) : 0;

            bool IsBar(int line)
            {
                for (int i = 0; i < length; i++)
                {
                    if (light[at(line, i)] > Dark || light[at(line, i)] - dark[at(line, i)] > Even)
                        return false;
                }

                return true;
            }
        }
    }
}
