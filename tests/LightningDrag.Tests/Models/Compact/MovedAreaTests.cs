using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class MovedAreaTests
{
    private const int Size = 48;

    [Fact]
    public void The_area_holds_where_a_thing_is_where_it_goes_and_a_margin()
    {
        byte[] area = MovedArea.Of(Motion(), [(10, 10)], margin: 3);
        Assert.All(new[] { (8, 8), (12, 12), (28, 8), (32, 12), (5, 10), (35, 10) }, at => Assert.Equal(1, area[(at.Item2 * Size) + at.Item1]));
        Assert.All(new[] { (20, 10), (3, 10), (10, 20), (40, 40) }, at => Assert.Equal(0, area[(at.Item2 * Size) + at.Item1]));
    }

    [Fact]
    public void Pieces_without_a_handle_are_left_out_unless_there_are_no_handles()
    {
        Assert.Equal(0, MovedArea.Of(Motion(), [(10, 10)], margin: 3)[(40 * Size) + 10]);
        Assert.Equal(1, MovedArea.Of(Motion(), [], margin: 3)[(40 * Size) + 10]);
    }

    [Fact]
    public void What_leaves_the_window_is_no_error()
    {
        var motion = Motion();
        Array.Fill(motion.FlowX, 100);
        Assert.Equal(1, MovedArea.Of(motion, [(10, 10)], margin: 2)[(10 * Size) + 10]);
    }

    /// <summary>A square thing at (7…13, 7…13) that goes 20 to the right, another at (7…13, 37…43) too; the rest stays, whatever its flow.</summary>
    private static MotionField Motion()
    {
        float[] gate = new float[Size * Size], flow = new float[Size * Size];
        for (int p = 0; p < gate.Length; p++)
        {
            int x = p % Size, y = p / Size;
            bool isThing = x is >= 7 and <= 13 && y is (>= 7 and <= 13) or (>= 37 and <= 43);
            (gate[p], flow[p]) = (isThing ? 0.8f : 0.3f, 20);
        }

        return new MotionField(Size, flow, new float[Size * Size], new float[Size * Size], gate);
    }
}
