using CsCheck;
using LightningDrag.Geometry;
using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class HandleExactnessTests
{
    private const int Size = 64;

    /// <summary>
    /// The prototype's weights were recovered from its output, not from its code: 0.05 px of at most 0.5 px spread is
    /// how well they fit at the worst pixel. Outside the mask the prototype kept the flow and cleared it later.
    /// </summary>
    [Fact]
    public void Spreads_residuals_as_the_prototype_did()
    {
        GoldenEdit golden = GoldenEdit.Load();
        float[] mask = golden.Mask;
        MotionField exact = HandleExactness.Apply(golden.Motion, golden.Points, mask);

        float[] x = golden.Component("flow_after_exactness", 0),
            y = golden.Component("flow_after_exactness", 1);
        int[] inside = [.. Enumerable.Range(0, mask.Length).Where(i => mask[i] > 0)];
        Assert.True(inside.Max(i => Math.Max(Math.Abs(exact.FlowX[i] - x[i]), Math.Abs(exact.FlowY[i] - y[i]))) < 0.05);
        Assert.True(inside.Average(i => Math.Abs(exact.FlowX[i] - x[i])) < 0.004);
        Assert.All(Enumerable.Range(0, mask.Length).Where(i => mask[i] == 0), i => Assert.Equal(0, exact.FlowX[i]));
    }

    [Fact]
    public void Every_handle_arrives_whatever_the_network_said()
    {
        Gen<PointPair> genPoint =
            from x in Gen.Float[3, Size - 4]
            from y in Gen.Float[3, Size - 4]
            from dx in Gen.Float[-30, 30]
            from dy in Gen.Float[-30, 30]
            select new PointPair(new PixelPoint(x, y), new PixelPoint(x + dx, y + dy));

        // Handles at least 2 px apart share no grid pixel, so that all of them can be met.
        Gen.Select(genPoint.Array[1, 12], Gen.Float[-20, 20].Array[Size * Size], Gen.Bool)
            .Sample(
                (drawn, flow, pinned) =>
                {
                    List<PointPair> points = [];
                    foreach (PointPair point in drawn)
                    {
                        if (points.All(other => other.Handle.DistanceTo(point.Handle) > 3))
                            points.Add(point);
                    }

                    if (pinned)
                        points[^1] = points[^1] with { Target = points[^1].Handle };
                    MotionField exact = HandleExactness.Apply(
                        Motion(flow, flow.Reverse().ToArray()),
                        points,
                        Everywhere()
                    );
                    foreach (PointPair point in points)
                    {
                        Assert.Equal(point.Target.X - point.Handle.X, Read(exact.FlowX, point.Handle), 0.01f);
                        Assert.Equal(point.Target.Y - point.Handle.Y, Read(exact.FlowY, point.Handle), 0.01f);
                    }
                },
                iter: 60
            );
    }

    [Fact]
    public void Contradicting_handles_compromise_without_exploding()
    {
        PointPair[] points =
        [
            new(new PixelPoint(30, 30), new PixelPoint(50, 30)),
            new(new PixelPoint(30, 30), new PixelPoint(10, 30)),
            new(new PixelPoint(30.01f, 30), new PixelPoint(30, 60)),
            new(new PixelPoint(30.7f, 30.2f), new PixelPoint(20, 20)),
        ];
        MotionField exact = HandleExactness.Apply(
            Motion(new float[Size * Size], new float[Size * Size]),
            points,
            Everywhere()
        );
        Assert.All(exact.FlowX.Concat(exact.FlowY), value => Assert.InRange(value, -60, 60));
    }

    [Fact]
    public void Nothing_moves_outside_the_mask_and_invalid_flow_counts_as_zero()
    {
        float[] mask = Everywhere();
        Array.Clear(mask, 0, Size * Size / 2);
        float[] flow = new float[Size * Size];
        Array.Fill(flow, float.NaN);
        MotionField exact = HandleExactness.Apply(
            Motion(flow, flow),
            [new(new PixelPoint(20, 50), new PixelPoint(25, 50))],
            mask
        );
        Assert.All(exact.FlowX, value => Assert.True(float.IsFinite(value)));
        Assert.All(exact.FlowX.Take(Size * Size / 2), value => Assert.Equal(0, value));
        Assert.Equal(5, exact.FlowX[(50 * Size) + 20], 0.01f);
    }

    private static MotionField Motion(float[] x, float[] y) =>
        new(Size, x, y, new float[Size * Size], new float[Size * Size]);

    private static float[] Everywhere()
    {
        var mask = new float[Size * Size];
        Array.Fill(mask, 1);
        return mask;
    }

    private static float Read(float[] values, PixelPoint point)
    {
        int x = (int)point.X,
            y = (int)point.Y,
            p = (y * Size) + x;
        float fx = point.X - x,
            fy = point.Y - y;
        return ((1 - fy) * (((1 - fx) * values[p]) + (fx * values[p + 1])))
            + (fy * (((1 - fx) * values[p + Size]) + (fx * values[p + Size + 1])));
    }
}
