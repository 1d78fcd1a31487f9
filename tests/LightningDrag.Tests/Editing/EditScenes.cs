using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Tests.Editing;

/// <summary>Pictures, masks and edits that tests of sessions share.</summary>
internal static class EditScenes
{
    public static async Task<DragResult> EditAsync(FakeDragModel model, DragRequest request)
    {
        using var session = new EditSession(model, TestPicture(100, 80));
        return await session.EditAsync(request, cancellationToken: TestContext.Current.CancellationToken);
    }

    public static int At(int width, int x, int y) => ((y * width) + x) * 4;

    public static RasterImage TestPicture(int width, int height)
    {
        var image = new RasterImage(width, height);
        for (int i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (i & 3) == 3 ? (byte)255 : (byte)(100 + ((i / 4) % 97));
        return image;
    }

    public static EditMask Mask(int width, int height)
    {
        var mask = new EditMask(width, height, new byte[width * height]);
        mask.Editable.AsSpan().Fill(1);
        return mask;
    }

    public static EditMask Disc(int width, int height, PixelPoint center, float radius) =>
        new LightningDrag.Editing.Gestures.CircleRegion(center, radius).ToMask(width, height);
}
