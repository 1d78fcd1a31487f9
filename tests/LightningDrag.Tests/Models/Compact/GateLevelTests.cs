using LightningDrag.Geometry;
using LightningDrag.Models.Compact;

namespace LightningDrag.Tests.Models.Compact;

public class GateLevelTests
{
    private const int Size = 32;
    private static readonly PointPair[] Drag = [new(new(4, 16), new(14, 16))];

    [Theory]
    [InlineData(8, 0.45f)]
    [InlineData(16, 0.65f)]
    public void Without_a_painted_area_the_gate_must_be_the_surer_the_more_would_move(int width, float expected) =>
        Assert.Equal(
            expected,
            GateLevel.WithinSuggested(Motion(width: width, sure: 0.62f), Drag, Within(left: 0, right: Size)),
            1e-5f
        );

    [Fact]
    public void Within_an_area_painted_closely_around_both_places_little_is_needed_to_move() =>
        Assert.Equal(0.15f, GateLevel.WithinPainted(Motion(), Drag, Within(left: 0, right: 20)), 1e-6f);

    [Fact]
    public void A_painted_area_that_is_mostly_other_things_says_nothing_either() =>
        Assert.Equal(GateLevel.Even, GateLevel.WithinPainted(Motion(height: 4), Drag, Within(left: 0, right: Size)));

    [Fact]
    public void The_closer_the_area_the_lower_the_level()
    {
        float[] levels =
        [
            .. new[] { 32, 28, 24, 20 }.Select(right =>
                GateLevel.WithinPainted(Motion(height: 12), Drag, Within(left: 0, right))
            ),
        ];
        Assert.Equal(levels.OrderDescending(), levels);
        Assert.True(levels[0] > levels[^1]);
    }

    [Fact]
    public void What_no_handle_holds_does_not_fill_an_area() =>
        Assert.Equal(
            GateLevel.Even,
            GateLevel.WithinPainted(Motion(), [new(new(28, 16), new(30, 16))], Within(left: 0, right: 20))
        );

    /// <summary>A block at the left that moves ten columns to the right.</summary>
    private static MotionField Motion(int height = Size, int width = 8, float sure = 0.9f)
    {
        float[] Plane(Func<int, int, float> at) =>
            [.. Enumerable.Range(0, Size * Size).Select(p => at(p % Size, p / Size))];
        bool IsBlock(int x, int y) => x < width && Math.Abs(y - (Size / 2)) <= height / 2;
        return new MotionField(
            Size,
            Plane((x, y) => IsBlock(x, y) ? 10 : 0),
            Plane((_, _) => 0),
            Plane((_, _) => 1),
            Plane((x, y) => IsBlock(x, y) ? sure : 0)
        );
    }

    private static float[] Within(int left, int right) =>
        [.. Enumerable.Range(0, Size * Size).Select(p => p % Size >= left && p % Size < right ? 1f : 0f)];
}
