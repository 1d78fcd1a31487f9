using CsCheck;
using LightningDrag.Evaluation.Baselines;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Tests.Baselines;

public class WarpTests
{
    private const int Size = 64;

    public static TheoryData<string> Names => [new RigidLeastSquaresWarp().Name, new ThinPlateWarp().Name];

    [Theory]
    [MemberData(nameof(Names))]
    public void WithoutABorder_OneTranslationOfAllHandles_TranslatesEverything(string name)
    {
        PointPair[] points = [Drag(10, 12, 5, -3), Drag(40, 30, 5, -3), Drag(22, 50, 5, -3)];

        var motion = Named(name).Predict(points, Everything());

        Assert.All(motion.FlowX, u => Assert.Equal(5, u, 1e-3));
        Assert.All(motion.FlowY, v => Assert.Equal(-3, v, 1e-3));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WithOnlyOneHandle_TheRestFollows(string name)
    {
        var motion = Named(name).Predict([Drag(20, 20, 4, 6)], Everything());

        Assert.Equal(4, motion.FlowX[(50 * Size) + 50], 1e-3);
        Assert.Equal(6, motion.FlowY[(50 * Size) + 50], 1e-3);
    }

    [Fact]
    public void RigidLeastSquares_ReproducesARotation()
    {
        PointPair[] points = [Turned(20, 20), Turned(44, 22), Turned(30, 45)];

        var motion = new RigidLeastSquaresWarp().Predict(points, Everything());

        PointPair expected = Turned(50, 10);
        Assert.Equal(expected.Target.X - 50, motion.FlowX[(10 * Size) + 50], 1e-3);
        Assert.Equal(expected.Target.Y - 10, motion.FlowY[(10 * Size) + 50], 1e-3);

        static PointPair Turned(float x, float y)
        {
            float c = MathF.Cos(0.3f),
                s = MathF.Sin(0.3f),
                dx = x - 32,
                dy = y - 32;
            return new PointPair(
                new PixelPoint(x, y),
                new PixelPoint(32 + (c * dx) - (s * dy), 32 + (s * dx) + (c * dy))
            );
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Handles_AreMet_AndOutsideTheMaskNothingMoves(string name)
    {
        var gen = Gen.Select(Gen.Int[16, 47], Gen.Int[16, 47], Gen.Float[-6, 6], Gen.Float[-6, 6]).Array[1, 4];
        gen.Sample(
            drags =>
            {
                var points = drags
                    .DistinctBy(d => (d.Item1 / 6, d.Item2 / 6))
                    .Select(d => Drag(d.Item1, d.Item2, d.Item3, d.Item4))
                    .ToList();
                points.RemoveAll(p => points.Any(q => q != p && q.Handle.DistanceTo(p.Handle) < 5));
                if (points.Count == 0)
                    return;
                EditMask mask = Disc(28);

                var motion = Named(name).Predict(points, mask);

                foreach (PointPair p in points.Where(p => mask[(int)p.Handle.X, (int)p.Handle.Y]))
                {
                    int i = ((int)p.Handle.Y * Size) + (int)p.Handle.X;
                    Assert.Equal(p.Target.X - p.Handle.X, motion.FlowX[i], 0.05);
                    Assert.Equal(p.Target.Y - p.Handle.Y, motion.FlowY[i], 0.05);
                }

                for (int i = 0; i < mask.Editable.Length; i++)
                    Assert.True(mask.Editable[i] != 0 || (motion.FlowX[i] == 0 && motion.FlowY[i] == 0));
            },
            iter: 30
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AtTheBorderOfTheMask_MotionDiesOut(string name)
    {
        EditMask mask = Disc(28);

        var motion = Named(name).Predict([Drag(32, 32, 6, 0)], mask);

        // (32, 5) lies a pixel inside the border.
        Assert.InRange(motion.FlowX[(5 * Size) + 32], -1.5, 1.5);
    }

    [Fact]
    public void Shepard_IsTheFieldOfTheSpecification()
    {
        // One handle, 10 px from the pixel in question, whose border distance the transform gives: f = d·w/(w + w₀).
        EditMask mask = Disc(28);
        float depth = DistanceTransform.ToNearestZero(mask.Editable, Size, Size)[(32 * Size) + 42];

        var motion = new AnchoredShepardField().Predict([Drag(32, 32, 8, 4)], mask);

        double weight = 1 / (100.0 + 4),
            anchor = 0.5 / ((depth * depth) + 4);
        Assert.Equal(8 * weight / (weight + anchor), motion.FlowX[(32 * Size) + 42], 1e-4);
        Assert.Equal(4 * weight / (weight + anchor), motion.FlowY[(32 * Size) + 42], 1e-4);
        Assert.Equal(0, motion.FlowX[0]);
    }

    private static IMotionBaseline Named(string name) =>
        new IMotionBaseline[] { new RigidLeastSquaresWarp(), new ThinPlateWarp() }.Single(b => b.Name == name);

    private static PointPair Drag(float x, float y, float dx, float dy) =>
        new(new PixelPoint(x, y), new PixelPoint(x + dx, y + dy));

    private static EditMask Everything() => new(Size, Size, [.. Enumerable.Repeat((byte)1, Size * Size)]);

    private static EditMask Disc(int radius) => TestPairs.Disc(Size, radius);
}
