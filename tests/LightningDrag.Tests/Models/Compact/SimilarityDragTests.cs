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
        var turned = SimilarityDrag.Apply(motion, HalfTurn(10, 16), out bool isTurned, () => GateLevel.Even)!;
        Assert.True(isTurned);
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
            SimilarityDrag.Apply(
                Motion((_, _) => 1),
                [.. HalfTurn(10, 16), new PointPair(new(30, 30), new(30, 30))],
                out _,
                () => GateLevel.Even
            )
        );
    }

    [Fact]
    public void Handles_that_disagree_or_are_few_leave_the_networks_motion()
    {
        var motion = Motion((_, _) => 1);
        PointPair[] agreeing = HalfTurn(10, 16);
        Assert.Null(SimilarityDrag.Apply(motion, agreeing[..3], out _, () => GateLevel.Even));
        Assert.Null(
            SimilarityDrag.Apply(
                motion,
                [.. agreeing, new PointPair(new(12, 12), new(20, 20))],
                out _,
                () => GateLevel.Even
            )
        );
        Assert.Null(
            SimilarityDrag.Apply(
                motion,
                [.. Enumerable.Repeat(new PointPair(new(3, 3), new(5, 5)), 6)],
                out _,
                () => GateLevel.Even
            )
        );
    }

    [Fact]
    public void Handles_that_go_the_same_way_shift_what_the_gate_holds_although_no_hand_is_steady()
    {
        PointPair[] shift =
        [
            new(new(6, 16), new(16, 12)),
            new(new(10, 12), new(20.3f, 8)),
            new(new(13, 18), new(23, 13.8f)),
            new(new(30, 30), new(30, 30)),
        ];
        var shifted = SimilarityDrag.Apply(
            Motion((x, _) => x < 16 ? 0.9f : 0.3f),
            shift,
            out bool isTurned,
            () => GateLevel.Even
        )!;
        int inside = (20 * Size) + 5,
            outside = (20 * Size) + 25;
        Assert.False(isTurned);
        Assert.Equal((10.1f, -4.1f), (MathF.Round(shifted.FlowX[inside], 1), MathF.Round(shifted.FlowY[inside], 1)));

        // Of a pixel that goes along by a third only, a part of the network's own flow is kept.
        Assert.Equal((0.67f, 1.33f), (MathF.Round(shifted.FlowX[outside], 2), MathF.Round(shifted.FlowY[outside], 2)));
    }

    [Fact]
    public void Small_turns_two_handles_and_those_of_a_gesture_are_left_to_the_network()
    {
        var motion = Motion((_, _) => 1);
        PointPair[] Moved(int count, Func<PixelPoint, PixelPoint> move) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new PixelPoint(6 + (3 * i), 16 + (i % 3)))
                    .Select(handle => new PointPair(handle, move(handle))),
            ];
        PixelPoint Shifted(PixelPoint p) => new(p.X + 5, p.Y - 2);
        PixelPoint Turned(PixelPoint p) => new SimilarityDrag.Similarity(0.98, 0.2, 15, 15, 15, 15).Apply(p.X, p.Y);
        Assert.Null(SimilarityDrag.Apply(motion, Moved(2, Shifted), out _, () => GateLevel.Even));
        Assert.NotNull(SimilarityDrag.Apply(motion, Moved(3, Shifted), out _, () => GateLevel.Even));
        Assert.Null(SimilarityDrag.Apply(motion, Moved(8, Shifted), out _, () => GateLevel.Even));
        Assert.Null(SimilarityDrag.Apply(motion, Moved(5, Turned), out _, () => GateLevel.Even));
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
