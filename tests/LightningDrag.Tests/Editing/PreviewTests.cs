using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using static LightningDrag.Tests.Editing.EditScenes;

namespace LightningDrag.Tests.Editing;

public class PreviewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preview_is_the_patch_and_where_it_lies()
    {
        using var model = new FakeDragModel();
        var source = TestPicture(4000, 3000);
        using var session = new EditSession(model, source);
        var handle = new PixelPoint(2200, 1500);
        var preview = await session.PreviewAsync(
            new DragRequest { Points = [new(handle, new(2210, 1500))], Mask = Disc(4000, 3000, handle, 60) },
            cancellationToken: Token
        );
        Assert.Equal((preview.Bounds.Width, preview.Bounds.Height), (preview.Patch.Width, preview.Patch.Height));
        Assert.Equal(Disc(4000, 3000, handle, 60).Bounds(), preview.Bounds);
        Assert.Equal(preview.Bounds, preview.Bounds.Intersect(preview.Window));
        Assert.True(preview.Window.Width > preview.Bounds.Width);
        Assert.True(model.Conditions[0].IsDraft);
        int middle = At(preview.Patch.Width, 2200 - preview.Bounds.X, 1500 - preview.Bounds.Y);
        Assert.Equal([(byte)FakeDragModel.ColourOf(0), 1, 77, 255], preview.Patch.Pixels[middle..(middle + 4)]);
        Assert.Equal(
            source.Pixels.AsSpan(At(4000, preview.Bounds.X, preview.Bounds.Y), 4),
            preview.Patch.Pixels.AsSpan(0, 4)
        );
    }

    [Fact]
    public async Task A_preview_of_a_large_window_is_shrunk_with_its_points()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(2000, 1500));
        var mask = new EditMask(2000, 1500, new byte[2000 * 1500]);
        mask.Editable.AsSpan().Fill(1);
        var preview = await session.PreviewAsync(
            new DragRequest { Points = [new(new(999.5f, 749.5f), new(1200, 800))], Mask = mask },
            cancellationToken: Token
        );
        Assert.Equal(new PixelRectangle(0, -250, 2000, 2000), preview.Window);

        // No more of the square than the picture, up to where its pixels meet the picture's.
        Assert.Equal((0, 2000), (preview.Bounds.X, preview.Bounds.Width));
        Assert.InRange(preview.Bounds.Y, -8, 0);
        Assert.InRange(preview.Bounds.Bottom, 1500, 1508);
        Assert.InRange(preview.Patch.Width, 256, 768);
        float middle = (preview.Patch.Width - 1) / 2f;
        Assert.Equal(0, model.Conditions[0].Points[0].Handle.DistanceTo(new(middle, middle)), 0.01f);
    }

    [Fact]
    public async Task A_mask_too_thin_for_a_shrunk_preview_stays_a_mask()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(2000, 1500));
        var mask = new EditMask(2000, 1500, new byte[2000 * 1500]);
        mask.Editable.AsSpan(700 * 2000, 2000).Fill(1);
        await session.PreviewAsync(
            new DragRequest
            {
                Points = [new(new(1000, 700), new(1100, 700))],
                Mask = mask,
                WholeImage = true,
            },
            cancellationToken: Token
        );
        Assert.True(model.Conditions[0].Mask.Count() > 0);
    }

    [Fact]
    public async Task A_patch_of_a_shrunk_window_lies_where_its_pixels_do()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(4000, 3000));
        var handle = new PixelPoint(1700, 1300);
        var mask = Disc(4000, 3000, handle, 700);
        var preview = await session.PreviewAsync(
            new DragRequest { Points = [new(handle, new(1900, 1300))], Mask = mask },
            isMoving: true,
            cancellationToken: Token
        );
        var held = mask.Bounds();
        Assert.Equal(held, held.Intersect(preview.Bounds));
        Assert.True(preview.Patch.Width < preview.Bounds.Width);
        Assert.True(preview.Bounds.Width < preview.Window.Width);

        // As many pixels of the patch to one of the photo as of all that the model saw.
        float seen = (float)model.Encoded[0].Width / preview.Window.Width;
        Assert.Equal(seen * preview.Bounds.Width, preview.Patch.Width, 0.01f);
        Assert.Equal(seen * preview.Bounds.Height, preview.Patch.Height, 0.01f);
    }

    [Fact]
    public async Task While_a_drag_goes_on_one_window_serves_many_moves()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(4000, 3000));
        var handle = new PixelPoint(1700, 1300);
        for (int i = 0; i < 12; i++)
        {
            var target = new PixelPoint(1800 + i, 1300 + (2 * i));
            var preview = await session.PreviewAsync(
                new DragRequest { Points = [new(handle, target)] },
                isMoving: true,
                cancellationToken: Token
            );
            Assert.Equal(preview.Bounds, preview.Bounds.Intersect(preview.Window));
            Assert.Equal(preview.Mask.Bounds(), preview.Mask.Bounds().Intersect(preview.Window));
        }

        Assert.InRange(model.Encoded.Count, 1, 4);
    }

    [Fact]
    public async Task What_is_let_go_is_looked_at_as_the_edit_looks_at_it()
    {
        using var model = new FakeDragModel();
        using var session = new EditSession(model, TestPicture(4000, 3000));
        var request = new DragRequest { Points = [new(new(1700, 1300), new(1800, 1330))] };
        var edit = await session.EditAsync(request, cancellationToken: Token);
        var preview = await session.PreviewAsync(request, cancellationToken: Token);
        Assert.Equal(edit.Window, preview.Window);
    }

    [Theory]
    [InlineData(700, 500, 300)]
    [InlineData(701, 333, 97)]
    public void A_shrunk_mask_holds_all_that_may_change_at_least_in_part(int width, int height, int side)
    {
        var random = new Random(width);
        var mask = new EditMask(width, height, new byte[width * height]);
        for (int i = 0; i < 40; i++)
            mask.Editable[random.Next(mask.Editable.Length)] = 1;
        var window = EditWindow.Whole(width, height);
        var view = EncodedView.Of(window, side);
        float[] share = Resampling.MaskAverage(window.Extract(mask), view.Width, view.Height);
        Assert.Equal(share.Select(value => (byte)(value > 0 ? 1 : 0)), view.Extract(mask).Editable);
    }
}
