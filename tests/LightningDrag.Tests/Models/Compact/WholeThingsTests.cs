using LightningDrag.Geometry;
using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class WholeThingsTests
{
    private const int Size = 32;
    private static readonly float[] Everywhere = [.. Enumerable.Repeat(1f, Size * Size)];

    [Fact]
    public void One_handle_shifts_the_whole_thing_and_nothing_else()
    {
        var whole = WholeThings.Apply(Motion(), [Drag(4, 4, 3, -2)], Everywhere, GateLevel.Even)!;
        for (int p = 0; p < Size * Size; p++)
        {
            bool isThing = IsLeft(p % Size, p / Size);
            Assert.Equal(isThing ? (3, -2) : (0, 0), (whole.FlowX[p], whole.FlowY[p]));
            Assert.Equal(isThing ? 1 : 0.25f, whole.Visibility[p]);
        }
    }

    [Fact]
    public void Two_things_go_each_with_its_own_handles()
    {
        var whole = WholeThings.Apply(Motion(), [Drag(4, 4, 3, 0), Drag(26, 6, 0, 5)], Everywhere, GateLevel.Even)!;
        Assert.Equal((3, 0), (whole.FlowX[(6 * Size) + 5], whole.FlowY[(6 * Size) + 5]));
        Assert.Equal((0, 5), (whole.FlowX[(6 * Size) + 27], whole.FlowY[(6 * Size) + 27]));
    }

    [Fact]
    public void A_pin_on_a_thing_is_what_it_turns_about()
    {
        // A quarter turn about (3, 3): (7, 3) goes to (3, 7).
        var whole = WholeThings.Apply(
            Motion(),
            [new(new(3, 3), new(3, 3)), new(new(7, 3), new(3, 7))],
            Everywhere,
            GateLevel.Even
        )!;
        int p = (3 * Size) + 5;
        Assert.Equal((-2, 2), ((int)MathF.Round(whole.FlowX[p]), (int)MathF.Round(whole.FlowY[p])));
    }

    [Fact]
    public void A_pin_elsewhere_holds_nothing_back()
    {
        var whole = WholeThings.Apply(
            Motion(),
            [Drag(4, 4, 3, 0), new(new(26, 6), new(26, 6)), new(new(16, 30), new(16, 30))],
            Everywhere,
            GateLevel.Even
        )!;
        Assert.Equal(3, whole.FlowX[(6 * Size) + 5]);
        Assert.Equal(0, whole.FlowX[(6 * Size) + 27]);
    }

    [Fact]
    public void A_handle_on_no_thing_or_handles_that_bend_one_leave_the_motion_to_the_network()
    {
        Assert.Null(WholeThings.Apply(Motion(), [Drag(16, 28, 3, 0)], Everywhere, GateLevel.Even));
        Assert.Null(
            WholeThings.Apply(
                Motion(),
                [Drag(3, 3, 6, 0), Drag(8, 8, -6, 0), Drag(3, 8, 0, 6), Drag(8, 3, 0, 6)],
                Everywhere,
                GateLevel.Even
            )
        );
    }

    [Fact]
    public void A_handle_just_beside_its_thing_still_moves_it() =>
        Assert.NotNull(WholeThings.Apply(Motion(), [Drag(13, 6, 3, 0)], Everywhere, GateLevel.Even));

    [Fact]
    public void What_the_mask_leaves_out_stays()
    {
        float[] upper = [.. Enumerable.Range(0, Size * Size).Select(p => p / Size < 6 ? 1f : 0)];
        var whole = WholeThings.Apply(Motion(), [Drag(4, 4, 3, 0)], upper, GateLevel.Even)!;
        Assert.Equal((3, 0), (whole.FlowX[(4 * Size) + 4], whole.FlowX[(8 * Size) + 4]));
    }

    private static PointPair Drag(float x, float y, float dx, float dy) => new(new(x, y), new(x + dx, y + dy));

    private static bool IsLeft(int x, int y) => x is >= 2 and < 11 && y is >= 2 and < 11;

    /// <summary>Two square things; the network itself would bend everything.</summary>
    private static MotionField Motion()
    {
        float[] gate = new float[Size * Size],
            flow = new float[Size * Size],
            visible = new float[Size * Size];
        for (int p = 0; p < gate.Length; p++)
        {
            int x = p % Size,
                y = p / Size;
            gate[p] = IsLeft(x, y) || (x is >= 22 and < 31 && y is >= 2 and < 11) ? 0.9f : 0.2f;
            (flow[p], visible[p]) = (x * 0.1f, 0.25f);
        }

        return new MotionField(Size, flow, (float[])flow.Clone(), visible, gate);
    }
}
