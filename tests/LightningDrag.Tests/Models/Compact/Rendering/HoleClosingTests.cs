using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class HoleClosingTests
{
    private const int Size = 64;

    [Fact]
    public void A_tear_inside_a_moving_object_continues_its_motion()
    {
        BackwardMap map = Map(
            (x, y) => x is >= 10 and < 50 && y is >= 10 and < 50 ? -8 : 0,
            (x, y) => x is >= 25 and < 35 && y is >= 20 and < 40
        );
        HoleClosing.CloseTears(map, new ScratchArrays());
        Assert.DoesNotContain(true, map.Hole);
        Assert.Equal(-8, map.OffsetX[(30 * Size) + 30], 0.1f);
    }

    [Fact]
    public void A_hole_on_the_background_stays_for_the_filler()
    {
        BackwardMap map = Map((x, _) => x >= 35 ? -8 : 0, (x, y) => x is >= 25 and < 35 && y is >= 20 and < 40);
        HoleClosing.CloseTears(map, new ScratchArrays());
        Assert.Equal(200, map.Hole.Count(hole => hole));
    }

    [Fact]
    public void A_hole_of_a_few_pixels_closes_whatever_its_rim_does()
    {
        BackwardMap map = Map((_, _) => 0, (x, y) => x is 30 or 31 && y is 30 or 31);
        HoleClosing.CloseTears(map, new ScratchArrays());
        Assert.DoesNotContain(true, map.Hole);
    }

    [Fact]
    public void Slivers_inside_a_hole_belong_to_it()
    {
        BackwardMap map = Map((_, _) => -8, (x, y) => x is >= 20 and < 40 && y is >= 20 and < 40 && x != 30);
        HoleClosing.RemoveSlivers(map, new ScratchArrays());
        Assert.Equal(400, map.Hole.Count(hole => hole));
        Assert.Equal(0, map.OffsetX[(30 * Size) + 30]);
    }

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
