using CsCheck;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Imaging;

public class EditWindowTests
{
    private const int Model = 256;

    private static readonly Gen<(EditMask Mask, PointPair[] Points)> Edits =
        from width in Gen.Int[1, 3000]
        from height in Gen.Int[1, 1500]
        from left in Gen.Int[0, width - 1]
        from top in Gen.Int[0, height - 1]
        from right in Gen.Int[left, Math.Min(width - 1, left + 700)]
        from bottom in Gen.Int[top, Math.Min(height - 1, top + 700)]
        from points in Gen.Select(
                Gen.Float[0, width - 1],
                Gen.Float[0, height - 1],
                Gen.Float[left, right],
                Gen.Float[top, bottom]
            )
            .Select(p => new PointPair(new PixelPoint(p.Item3, p.Item4), new PixelPoint(p.Item1, p.Item2)))
            .Array[0, 3]
        select (Rectangle(width, height, left, top, right, bottom), points);

    [Fact]
    public void Holds_mask_and_points_and_lies_inside_where_the_image_is_wide_enough() =>
        Edits.Sample(
            edit =>
            {
                (EditMask mask, PointPair[] points) = edit;
                EditWindow window = EditWindow.Choose(mask, points, Model);
                PixelRectangle bounds = mask.Bounds();
                Assert.Equal(bounds, bounds.Intersect(window.Bounds));
                foreach (PixelPoint point in points.SelectMany(p => new[] { p.Handle, p.Target }))
                {
                    PixelPoint inside = window.ToWindow(point);
                    Assert.InRange(inside.X, 0, window.Size - 1);
                    Assert.InRange(inside.Y, 0, window.Size - 1);
                    Assert.True(point.DistanceTo(window.ToImage(inside)) < 1e-3f);
                }

                Assert.InRange(window.Size, 1, Math.Max(mask.Width, mask.Height));
                AssertAxis(window.X, window.Size, mask.Width);
                AssertAxis(window.Y, window.Size, mask.Height);
            },
            iter: 200
        );

    [Theory]
    [InlineData(512, 300)]
    [InlineData(100, 512)]
    [InlineData(7, 7)]
    public void A_small_image_is_taken_whole_and_centred(int width, int height)
    {
        EditWindow window = EditWindow.Choose(Rectangle(width, height, 1, 1, 3, 3), [], Model);
        Assert.Equal(EditWindow.Whole(width, height), window);
        Assert.Equal(Math.Max(width, height), window.Size);
        Assert.Equal(
            new PixelRectangle(0, 0, width, height),
            window.Bounds.Intersect(new PixelRectangle(0, 0, width, height))
        );
        Assert.InRange(-window.X - (window.Bounds.Right - width), -1, 0);
    }

    [Fact]
    public void A_small_edit_of_a_large_image_gets_the_models_window_around_it()
    {
        EditWindow window = EditWindow.Choose(Rectangle(6000, 4000, 3000, 2000, 3059, 2019), [], Model);
        Assert.Equal(Model, window.Size);
        Assert.InRange(window.X, 3000 - ((Model - 60) / 2) - 1, 3000 - ((Model - 60) / 2) + 1);
    }

    [Fact]
    public void A_larger_edit_keeps_a_margin_of_a_quarter_on_each_side()
    {
        EditWindow window = EditWindow.Choose(Rectangle(6000, 4000, 2000, 1000, 2799, 1399), [], Model);
        Assert.Equal(new EditWindow(1800, 600, 1200), window);
    }

    [Fact]
    public void At_the_border_the_window_moves_inside() =>
        Assert.Equal(
            new EditWindow(0, 4000 - Model, Model),
            EditWindow.Choose(Rectangle(6000, 4000, 0, 3990, 20, 3999), [], Model)
        );

    [Fact]
    public void A_mask_of_most_of_a_large_image_takes_it_whole() =>
        Assert.Equal(
            new EditWindow(0, -500, 4000),
            EditWindow.Choose(Rectangle(4000, 3000, 300, 200, 3500, 2900), [], Model)
        );

    [Fact]
    public void A_point_that_is_no_number_is_refused_with_its_index()
    {
        PointPair[] points = [default, new(new PixelPoint(1, 1), new PixelPoint(float.NaN, 1))];
        Assert.Contains(
            "1",
            TestImages
                .Refused(ErrorCode.InvalidRequest, () => EditWindow.Choose(Rectangle(9, 9, 1, 1, 2, 2), points, Model))
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Cutting_out_repeats_the_images_border_and_masks_nothing_beyond_it() =>
        (
            from width in Gen.Int[1, 40]
            from height in Gen.Int[1, 40]
            from size in Gen.Int[1, 50]
            from x in Gen.Int[1 - size, width - 1]
            from y in Gen.Int[1 - size, height - 1]
            select (width, height, size, x, y)
        ).Sample(
            g =>
            {
                RasterImage image = TestImages.Noise(g.width, g.height, alpha: true);
                EditMask mask = TestImages.Mask(g.width, g.height, (_, _) => true);
                var window = new EditWindow(g.x, g.y, g.size);
                RasterImage crop = window.Extract(image);
                EditMask maskCrop = window.Extract(mask);
                for (int row = 0; row < g.size; row++)
                {
                    for (int column = 0; column < g.size; column++)
                    {
                        (int sx, int sy) = (column + g.x, row + g.y);
                        Assert.Equal(mask[sx, sy], maskCrop[column, row]);
                        (sx, sy) = (Math.Clamp(sx, 0, g.width - 1), Math.Clamp(sy, 0, g.height - 1));
                        Assert.True(image.Row(sy).Slice(sx * 4, 4).SequenceEqual(crop.Row(row).Slice(column * 4, 4)));
                    }
                }
            },
            iter: 100
        );

    private static void AssertAxis(int start, int size, int length)
    {
        if (size <= length)
            Assert.InRange(start, 0, length - size);
        else
            Assert.True(start <= 0 && start + size >= length);
    }

    private static EditMask Rectangle(int width, int height, int left, int top, int right, int bottom)
    {
        var mask = new EditMask(width, height, new byte[width * height]);
        for (int y = top; y <= bottom; y++)
            mask.Editable.AsSpan((y * width) + left, right - left + 1).Fill(1);
        return mask;
    }
}
