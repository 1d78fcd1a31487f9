using CsCheck;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Editing;

public class MaskSuggesterTests
{
    [Fact]
    public void Follows_the_object_and_not_the_background()
    {
        // A bright disc of radius 25 on a dark, slightly textured ground, dragged to the right by its centre.
        const int size = 200;
        var image = Draw(size, size, (x, y) => Inside(x, y, 100, 100, 25) ? (byte)220 : (byte)(60 + ((x + y) % 3)));
        var mask = MaskSuggester.Suggest(image, [new(new(100, 100), new(120, 100))]);

        int disc = 0,
            held = 0;
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                if (!Inside(x, y, 100, 100, 25))
                    continue;
                disc++;
                if (mask[x, y])
                    held++;
            }
        }

        Assert.Equal(disc, held);
        Assert.True(mask[144, 100], "the disc's rim after the move");
        Assert.False(mask[55, 100]);
        Assert.False(mask[100, 55]);
        Assert.InRange(mask.Count(), disc, 4 * disc);
    }

    [Fact]
    public void Says_the_same_twice()
    {
        var image = Draw(120, 90, (x, y) => (byte)((x * 7) ^ (y * 13)));
        PointPair[] points = [new(new(30, 30), new(40, 35)), new(new(80, 60), new(80, 60))];
        Assert.Equal(MaskSuggester.Suggest(image, points).Editable, MaskSuggester.Suggest(image, points).Editable);
    }

    [Fact]
    public void Its_size_is_bounded_by_the_drag()
    {
        // One flat colour offers no edge: reach and margin alone bound the mask.
        var image = Draw(1000, 1000, (_, _) => 128);
        var mask = MaskSuggester.Suggest(image, [new(new(500, 500), new(520, 500))]);
        Assert.InRange(mask.Count(), 1000, 350 * 350);
    }

    [Fact]
    public void A_detail_of_a_large_picture_stays_a_detail()
    {
        var image = Draw(3000, 2000, (_, _) => 128);
        var bounds = MaskSuggester.Suggest(image, [new(new(1500, 1000), new(1510, 1000))]).Bounds();
        Assert.InRange(bounds.Width, 50, 256);
        Assert.InRange(bounds.Height, 50, 256);
    }

    [Fact]
    public void Rejects_points_outside_the_image() =>
        Assert.Equal(
            ErrorCode.InvalidRequest,
            Assert
                .Throws<LightningDragException>(() =>
                    MaskSuggester.Suggest(new RasterImage(10, 10), [new(new(3, 3), new(30, 3))])
                )
                .Code
        );

    [Fact]
    public void Holds_every_handle_and_target_of_any_valid_request() =>
        (
            from width in Gen.Int[1, 70]
            from height in Gen.Int[1, 70]
            from points in Gen.Select(
                    Gen.Float[-0.5f, width - 0.5f],
                    Gen.Float[-0.5f, height - 0.5f],
                    Gen.Float[-0.5f, width - 0.5f],
                    Gen.Float[-0.5f, height - 0.5f]
                )
                .Select(p => new PointPair(new(p.Item1, p.Item2), new(p.Item3, p.Item4)))
                .List[1, 5]
            from pixels in Gen.Byte.Array[width * height * 4]
            where points.Any(p => p.Length > 0) && points.DistinctBy(p => p.Handle).Count() == points.Count
            select (image: new RasterImage(width, height, pixels), points)
        ).Sample(
            sample =>
            {
                var mask = MaskSuggester.Suggest(sample.image, sample.points);
                Assert.All(sample.points, p => Assert.True(mask.Holds(p.Handle) && mask.Holds(p.Target)));
            },
            iter: 200
        );

    private static bool Inside(int x, int y, int cx, int cy, int radius) =>
        ((x - cx) * (x - cx)) + ((y - cy) * (y - cy)) <= radius * radius;

    private static RasterImage Draw(int width, int height, Func<int, int, byte> grey)
    {
        var image = new RasterImage(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                image.Row(y).Slice(x * 4, 4).Fill(grey(x, y));
        }

        return image;
    }
}
