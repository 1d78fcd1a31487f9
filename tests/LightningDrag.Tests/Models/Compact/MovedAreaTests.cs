using LightningDrag.Geometry;
using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class MovedAreaTests
{
    private const int Size = 64;
    private static readonly float[] Everywhere = [.. Enumerable.Repeat(1f, Size * Size)];
    private static readonly PointPair Drag = new(new PixelPoint(14, 14), new PixelPoint(44, 14));

    [Fact]
    public void The_area_holds_where_a_thing_is_where_it_goes_and_a_margin()
    {
        var foresight = MovedArea.Of(Motion(), [Drag], Everywhere, GateLevel.Even);
        Assert.All(
            new[] { (11, 11), (17, 17), (41, 11), (47, 17), (8, 14), (52, 14) },
            at => Assert.True(foresight.Area[(at.Item2 * Size) + at.Item1] >= 0.5f)
        );
        Assert.All(
            new[] { (0, 14), (62, 14), (14, 30), (29, 14) },
            at => Assert.True(foresight.Area[(at.Item2 * Size) + at.Item1] < 0.5f)
        );
    }

    [Fact]
    public void The_outline_is_the_gate_of_the_pieces_that_hold_a_handle()
    {
        var foresight = MovedArea.Of(Motion(), [Drag], Everywhere, GateLevel.Even);
        Assert.Equal(0.8f, foresight.Outline[(14 * Size) + 14]);
        Assert.Equal(0, foresight.Outline[(50 * Size) + 14]);
        Assert.Equal(0, foresight.Outline[(14 * Size) + 30]);
    }

    [Fact]
    public void What_leaves_the_window_is_no_error()
    {
        var motion = Motion();
        Array.Fill(motion.FlowX, 1000);
        Assert.Equal(1, MovedArea.Of(motion, [Drag], Everywhere, GateLevel.Even).Area[(14 * Size) + 14]);
    }

    /// <summary>
    /// A square thing at (11…17, 11…17) that goes 30 to the right, another at (11…17, 47…53) too; the rest stays,
    /// whatever its flow.
    /// </summary>
    private static MotionField Motion()
    {
        float[] gate = new float[Size * Size],
            flow = new float[Size * Size];
        for (int p = 0; p < gate.Length; p++)
        {
            int x = p % Size,
                y = p / Size;
            bool isThing = x is >= 11 and <= 17 && y is (>= 11 and <= 17) or (>= 47 and <= 53);
            (gate[p], flow[p]) = (isThing ? 0.8f : 0.3f, 30);
        }

        return new MotionField(Size, flow, new float[Size * Size], new float[Size * Size], gate);
    }
}
