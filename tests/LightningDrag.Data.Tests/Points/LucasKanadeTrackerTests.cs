using LightningDrag.Data.Points;
using LightningDrag.Tools.RenderedClips;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Points;

public class LucasKanadeTrackerTests
{
    [Fact]
    public void PointsAreFollowedForwardAndBackward_WithinAPixel()
    {
        using RenderedClip clip = new ExampleClips(TestFolder.Photos).People(Motions.Still) with { Frames = 20 };
        Mat[] frames = [.. Enumerable.Range(0, clip.Frames).Select(clip.Draw)];
        const int begin = 8;
        KnownMotion later = clip.Between(begin, 19),
            earlier = clip.Between(begin, 0);
        PointQuery[] queries =
        [
            .. Enumerable
                .Range(0, later.Moving.Length)
                .Where(i =>
                    i % 301 == 0
                    && IsInner(later, i)
                    && later.Visible[i]
                    && earlier.Visible[i]
                    && double.Hypot(later.U[i], later.V[i]) > 3
                )
                .Select(i => new PointQuery(begin, i % later.Width, i / later.Width)),
        ];

        PointTracks tracks = new LucasKanadeTracker().Track(frames, queries, TestContext.Current.CancellationToken);

        int seen = 0,
            right = 0;
        for (int n = 0; n < queries.Length; n++)
        {
            Assert.Equal((queries[n].X, queries[n].Y), (tracks.X[n, begin], tracks.Y[n, begin]));
            foreach (var (frame, truth) in new[] { (19, later), (0, earlier) })
            {
                if (!tracks.Visible[n, frame])
                    continue;
                var (x, y, _) = truth.Follow(queries[n].X, queries[n].Y);
                seen++;
                if (double.Hypot(tracks.X[n, frame] - x, tracks.Y[n, frame] - y) < 1)
                    right++;
            }
        }

        foreach (Mat frame in frames)
            frame.Dispose();
        Assert.True(queries.Length >= 10, $"{queries.Length} queries");
        Assert.True(seen > queries.Length, $"only {seen} of {2 * queries.Length} ends are seen");
        Assert.True(right >= 0.9 * seen, $"{right} of {seen} within a pixel");
    }

    // Not on an edge, where two motions meet.
    private static bool IsInner(KnownMotion motion, int i)
    {
        const int around = 9;
        int x = i % motion.Width,
            y = i / motion.Width;
        return x >= around
            && y >= around
            && x < motion.Width - around
            && y < motion.Height - around
            && new[] { (-around, 0), (around, 0), (0, -around), (0, around) }.All(d =>
                double.Hypot(
                    motion.U[i + d.Item1 + (d.Item2 * motion.Width)],
                    motion.V[i + d.Item1 + (d.Item2 * motion.Width)]
                ) > 3
            );
    }

    [Fact]
    public void APointThatLeavesThePicture_IsHiddenFromThere()
    {
        using var picture = new Mat(64, 64, MatType.CV_8UC3);
        Cv2.Randu(picture, Scalar.Black, Scalar.White);
        Mat[] frames =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(n =>
                {
                    var frame = new Mat();
                    using Mat shift = Mat.FromPixelData(2, 3, MatType.CV_32FC1, new float[] { 1, 0, 6 * n, 0, 1, 0 });
                    using Mat smooth = picture.GaussianBlur(new Size(7, 7), 2);
                    Cv2.WarpAffine(
                        smooth,
                        frame,
                        shift,
                        picture.Size(),
                        InterpolationFlags.Linear,
                        BorderTypes.Reflect101
                    );
                    return frame;
                }),
        ];

        PointTracks tracks = new LucasKanadeTracker().Track(
            frames,
            [new PointQuery(0, 50, 32), new PointQuery(0, 20, 32)],
            TestContext.Current.CancellationToken
        );

        foreach (Mat frame in frames)
            frame.Dispose();
        Assert.True(tracks.Visible[0, 1]);
        Assert.False(tracks.Visible[0, 5]);
        Assert.True(tracks.Visible[1, 5]);
        Assert.Equal(50, tracks.X[1, 5], 0.5f);
    }
}
