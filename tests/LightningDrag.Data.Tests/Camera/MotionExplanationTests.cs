using System.Numerics;
using LightningDrag.Data.Camera;
using OpenCvSharp;

namespace LightningDrag.Data.Tests.Camera;

public class MotionExplanationTests
{
    private const float Focal = 250;

    [Fact]
    public void PointsAtRest_AreExplainedByNothing_ThoughAThirdOfThemMoves()
    {
        MotionExplanation best = MotionExplanation.Best(Tracks(p => p, share: 0.67), default);

        Assert.Equal("Identity", best.Geometry.ToString());
        Assert.InRange(best.Inliers.Count(i => i), 120, 150);
    }

    [Fact]
    public void ARotation_IsAHomography()
    {
        Quaternion turn = Quaternion.CreateFromYawPitchRoll(0.03f, 0.01f, 0.02f);

        MotionExplanation best = MotionExplanation.Best(Tracks(p => Vector3.Transform(p, turn), share: 0.8), default);

        Assert.Equal("Homography", best.Geometry.ToString());
        Assert.InRange(best.Inliers.Count(i => i), 150, 175);
    }

    [Fact]
    public void ATravelBeforeDepth_IsAnEpipolarGeometry()
    {
        MotionExplanation best = MotionExplanation.Best(
            Tracks(p => p + new Vector3(0.25f, 0.05f, 0.1f), share: 0.8),
            default
        );

        Assert.Equal("Fundamental", best.Geometry.ToString());
        Assert.InRange(best.Inliers.Count(i => i), 150, 185);
    }

    /// <summary>
    /// 200 points of a scene with depth, seen before and after a motion by which <paramref name="share"/> of them go;
    /// the others go anywhere.
    /// </summary>
    private static Track[] Tracks(Func<Vector3, Vector3> motion, double share)
    {
        var random = new Random(3);
        return
        [
            .. Enumerable
                .Range(0, 200)
                .Select(i =>
                {
                    var point = new Vector3(
                        (random.NextSingle() - 0.5f) * 4,
                        (random.NextSingle() - 0.5f) * 3,
                        3 + (4 * random.NextSingle())
                    );
                    Point2f from = Seen(point),
                        to = i < 200 * share
                            ? Seen(motion(point))
                            : new Point2f(random.NextSingle() * 256, random.NextSingle() * 170);
                    return new Track(from, new Point2f(to.X + Jitter(), to.Y + Jitter()));
                }),
        ];

        float Jitter() => (random.NextSingle() - 0.5f) * 0.6f;
    }

    private static Point2f Seen(Vector3 point) =>
        new(128 + (Focal * point.X / point.Z), 85 + (Focal * point.Y / point.Z));
}
