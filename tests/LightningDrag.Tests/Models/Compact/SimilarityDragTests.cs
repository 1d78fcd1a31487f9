using LightningDrag.Geometry;
using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class SimilarityDragTests
{
    private const int Size = 32;

    [Fact]
    public void Handles_that_turn_together_turn_what_the_gate_holds_and_bring_it_to_the_front()
    {
        var motion = Motion((x, _) => x < 16 ? 0.9f : 0.1f);
        var turned = SimilarityDrag.Apply(motion, HalfTurn(10, 16))!;
        int inside = (20 * Size) + 5,
            outside = (20 * Size) + 25;
        Assert.Equal(
            (2 * (10 - 5), 2 * (16 - 20), 1),
            (turned.FlowX[inside], turned.FlowY[inside], turned.Visibility[inside])
        );
        Assert.Equal((1, 2, 0.25f), (turned.FlowX[outside], turned.FlowY[outside], turned.Visibility[outside]));
        Assert.Equal(1, motion.FlowX[inside]); // the network's own motion is left alone
    }

    [Fact]
    public void A_pin_beside_them_does_not_count()
    {
        Assert.NotNull(
            SimilarityDrag.Apply(Motion((_, _) => 1), [.. HalfTurn(10, 16), new PointPair(new(30, 30), new(30, 30))])
        );
    }

    [Fact]
    public void Handles_that_disagree_or_are_few_leave_the_networks_motion()
    {
        var motion = Motion((_, _) => 1);
        PointPair[] agreeing = HalfTurn(10, 16);
        Assert.Null(SimilarityDrag.Apply(motion, agreeing[..3]));
        Assert.Null(SimilarityDrag.Apply(motion, [.. agreeing, new PointPair(new(12, 12), new(20, 20))]));
        Assert.Null(SimilarityDrag.Apply(motion, [.. Enumerable.Repeat(new PointPair(new(3, 3), new(5, 5)), 6)]));
    }

    [Fact]
    public void Small_turns_and_shifts_are_left_to_the_network()
    {
        PointPair[] shift =
        [
            .. HalfTurn(10, 16)
                .Select(point => new PointPair(point.Handle, new(point.Handle.X + 5, point.Handle.Y - 2))),
        ];
        Assert.Null(SimilarityDrag.Apply(Motion((_, _) => 1), shift));
    }

    [Fact]
    public void The_fit_finds_rotation_scale_and_shift()
    {
        var expected = new SimilarityDrag.Similarity(1.2 * Math.Cos(0.7), 1.2 * Math.Sin(0.7), 0, 0, 3, -4);
        PointPair[] points =
        [
            .. new PixelPoint[] { new(1, 2), new(20, 5), new(8, 19), new(14, 14), new(3, 11) }.Select(
                p => new PointPair(p, expected.Apply(p.X, p.Y))
            ),
        ];
        var fit = SimilarityDrag.Fit(points)!.Value;
        Assert.Equal(0.7 * 180 / Math.PI, fit.Degrees, 1e-3);
        Assert.Equal(0, fit.Apply(30, 1).DistanceTo(expected.Apply(30, 1)), 1e-3f);
    }

    private static PointPair[] HalfTurn(float pivotX, float pivotY) =>
        [
            .. new PixelPoint[] { new(6, 16), new(10, 12), new(13, 18), new(8, 21) }.Select(p => new PointPair(
                p,
                new((2 * pivotX) - p.X, (2 * pivotY) - p.Y)
            )),
        ];

    private static MotionField Motion(Func<int, int, float> gate)
    {
        float[] Plane(float value) => [.. Enumerable.Repeat(value, Size * Size)];
        return new MotionField(
            Size,
            Plane(1),
            Plane(2),
            Plane(0.25f),
            [.. Enumerable.Range(0, Size * Size).Select(p => gate(p % Size, p / Size))]
        );
    }
}
