using CsCheck;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public sealed class DeepPlacesTests
{
    [Fact]
    public void The_first_is_the_deepest_and_the_others_lie_far_from_it()
    {
        var places = DeepPlaces.Of(Box(100, 60, left: 10, top: 20, right: 90, bottom: 41), 3);
        Assert.Equal(3, places.Count);
        Assert.Equal(30, places[0].Y);
        Assert.True(places[0].DistanceTo(places[1]) > 30, $"{places[1]}");
        Assert.All(places, place => Assert.InRange(place.Y, 24, 36));
    }

    [Fact]
    public void The_pictures_border_is_an_end_of_the_region()
    {
        var place = DeepPlaces.Of(Box(50, 50, left: 0, top: 0, right: 50, bottom: 50), 1)[0];
        Assert.InRange(place.X, 23, 26);
        Assert.InRange(place.Y, 23, 26);
    }

    [Fact]
    public void Every_place_of_any_region_lies_inside() =>
        (
            from width in Gen.Int[1, 30]
            from height in Gen.Int[1, 30]
            from pixels in Gen.Bool.Array[width * height]
            where pixels.Contains(true)
            select new EditMask(width, height, Array.ConvertAll(pixels, pixel => (byte)(pixel ? 1 : 0)))
        ).Sample(mask => Assert.All(DeepPlaces.Of(mask, 3), place => Assert.True(mask[(int)place.X, (int)place.Y])));

    private static EditMask Box(int width, int height, int left, int top, int right, int bottom)
    {
        var mask = new EditMask(width, height, new byte[width * height]);
        for (int y = top; y < bottom; y++)
            mask.Editable.AsSpan((y * width) + left, right - left).Fill(1);
        return mask;
    }
}
