using System.Numerics;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Tests.Models.Compact.Rendering;

public class ThinHolesTests
{
    private const int Size = 64;

    [Theory]
    [InlineData(4, 75)]
    [InlineData(12, 0)]
    public void A_strip_is_half_its_fill_and_half_what_lies_beside_it_a_wide_hole_is_left_alone(
        int width,
        float expected
    )
    {
        using var scratch = ScratchArrays.Rent();

        // Black background on the left, a thing of level 200 moved away to the right, and a fill that says 50.
        var image = new GridImage(
            Size,
            [.. Enumerable.Range(0, Size * Size).Select(p => new Vector4(p % Size < 30 ? 0 : 200))]
        );
        var map = new BackwardMap(Size, new float[Size * Size], new float[Size * Size], new bool[Size * Size]);
        var fill = new BackgroundFill(Size, scratch);
        for (int p = 0; p < map.Hole.Length; p++)
        {
            int x = p % Size;
            map.Hole[p] = x >= 30 && x < 30 + width && p / Size is >= 10 and < 54;
            if (map.Hole[p])
                (fill.Filled[p], fill.Texture[p], fill.Colour[p]) = (true, 0, new Vector4(50));
            else if (x >= 30 + width)
                map.OffsetX[p] = -width;
        }

        ThinHoles.MixSides(image, map, fill, scratch);

        // In the strip's middle the sides are 100: with the fill's 50 half each.
        int middle = (32 * Size) + 30 + (width / 2);
        float found = (fill.Colour[middle - 1].X + fill.Colour[middle].X) / 2;
        Assert.Equal(expected == 0 ? 50 : expected, found, 2f);
    }
}
