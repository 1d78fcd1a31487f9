using LightningDrag.Geometry;
using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class GateLevelTests
{
    private const int Size = 32;
    private static readonly PointPair[] Drag = [new(new(4, 16), new(14, 16))];

    [Fact]
    public void A_suggested_area_says_nothing_about_the_gate() =>
        Assert.Equal(GateLevel.Even, GateLevel.Of(Motion(), Drag, Within(left: 0, right: 18), isPainted: false));

    [Fact]
    public void Within_an_area_painted_closely_around_both_places_little_is_needed_to_move() =>
        Assert.Equal(0.15f, GateLevel.Of(Motion(), Drag, Within(left: 0, right: 20), isPainted: true), 1e-6f);

    [Fact]
    public void A_painted_area_that_is_mostly_other_things_says_nothing_either() =>
        Assert.Equal(
            GateLevel.Even,
            GateLevel.Of(Motion(height: 4), Drag, Within(left: 0, right: Size), isPainted: true)
        );

    [Fact]
    public void The_closer_the_area_the_lower_the_level()
    {
        float[] levels =
        [
            .. new[] { 32, 28, 24, 20 }.Select(right =>
                GateLevel.Of(Motion(height: 12), Drag, Within(left: 0, right), isPainted: true)
            ),
        ];
        Assert.Equal(levels.OrderDescending(), levels);
        Assert.True(levels[0] > levels[^1]);
    }

    [Fact]
    public void What_no_handle_holds_does_not_fill_an_area() =>
        Assert.Equal(
            GateLevel.Even,
            GateLevel.Of(Motion(), [new(new(28, 16), new(30, 16))], Within(left: 0, right: 20), isPainted: true)
        );

    /// <summary>A block at the left, eight columns wide, that moves ten columns to the right.</summary>
    private static MotionField Motion(int height = Size)
    {
        float[] Plane(Func<int, int, float> at) =>
            [.. Enumerable.Range(0, Size * Size).Select(p => at(p % Size, p / Size))];
        bool IsBlock(int x, int y) => x < 8 && Math.Abs(y - (Size / 2)) <= height / 2;
        return new MotionField(
            Size,
            Plane((x, y) => IsBlock(x, y) ? 10 : 0),
            Plane((_, _) => 0),
            Plane((_, _) => 1),
            Plane((x, y) => IsBlock(x, y) ? 0.9f : 0)
        );
    }

    private static float[] Within(int left, int right) =>
        [.. Enumerable.Range(0, Size * Size).Select(p => p % Size >= left && p % Size < right ? 1f : 0f)];
}
