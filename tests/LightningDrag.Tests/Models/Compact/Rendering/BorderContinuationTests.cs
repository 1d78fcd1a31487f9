using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class BorderContinuationTests
{
    private const int Size = 64;

    [Fact]
    public void What_moves_in_from_beyond_the_border_goes_on_there()
    {
        // A thing that the left border cut moves right by 8: behind it the picture has nothing to show but more of it.
        BackwardMap map = Map((x, y) => x is >= 8 and < 40 && IsThing(y) ? -8 : 0, (x, y) => x < 8 && IsThing(y));
        BorderContinuation.Close(map, new ScratchArrays());
        Assert.DoesNotContain(true, map.Hole);
        Assert.Equal(-8, map.OffsetX[(30 * Size) + 3]);
    }

    [Fact]
    public void What_a_thing_uncovers_within_the_picture_stays_a_hole()
    {
        BackwardMap map = Map(
            (x, y) => x is >= 28 and < 50 && IsThing(y) ? -8 : 0,
            (x, y) => x is >= 20 and < 28 && IsThing(y)
        );
        BorderContinuation.Close(map, new ScratchArrays());
        Assert.Equal(8 * 20, map.Hole.Count(hole => hole));
        Assert.Equal(0, map.OffsetX[(30 * Size) + 24]);
    }

    [Fact]
    public void Only_the_part_that_came_from_outside_goes_on()
    {
        // The thing began 3 pixels from the border: these three columns of what it uncovers are background.
        BackwardMap map = Map((x, y) => x is >= 11 and < 40 && IsThing(y) ? -8 : 0, (x, y) => x < 11 && IsThing(y));
        BorderContinuation.Close(map, new ScratchArrays());
        Assert.Equal(3 * 20, map.Hole.Count(hole => hole));
        Assert.True(map.Hole[(30 * Size) + 9]);
        Assert.False(map.Hole[(30 * Size) + 7]);
    }

    [Fact]
    public void A_hole_whose_rim_stands_still_stays()
    {
        BackwardMap map = Map((_, _) => 0, (x, y) => x < 8 && IsThing(y));
        BorderContinuation.Close(map, new ScratchArrays());
        Assert.Equal(8 * 20, map.Hole.Count(hole => hole));
    }

    private static bool IsThing(int y) => y is >= 20 and < 40;

    private static BackwardMap Map(Func<int, int, float> offset, Func<int, int, bool> hole)
    {
        var map = new BackwardMap(Size, new float[Size * Size], new float[Size * Size], new bool[Size * Size]);
        for (int p = 0; p < Size * Size; p++)
        {
            map.Hole[p] = hole(p % Size, p / Size);
            map.OffsetX[p] = map.Hole[p] ? 0 : offset(p % Size, p / Size);
        }

        return map;
    }
}
