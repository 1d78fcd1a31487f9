using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Editing;

/// <summary>A window of the source as a model gets it: cut out and, for previews of large windows, shrunk.</summary>
/// <param name="Window">The square of the source.</param>
/// <param name="Size">Side of the picture that the model gets, at most the window's.</param>
internal sealed record EncodedView(EditWindow Window, int Size)
{
    private float Scale => (float)Size / Window.Size;

    /// <summary>The picture to encode. // [Size, Size]</summary>
    public RasterImage Extract(RasterImage source)
    {
        var cut = Window.Extract(source);
        return Size == Window.Size ? cut : Resampling.Resize(cut, Size, Size);
    }

    /// <summary>The mask in pixels of the picture: what may change at least in part. // [Size, Size]</summary>
    public EditMask Extract(EditMask mask)
    {
        var cut = Window.Extract(mask);
        if (Size == Window.Size) return cut;
        var share = Resampling.MaskAverage(cut, Size);
        return new EditMask(Size, Size, [.. share.Select(value => (byte)(value > 0 ? 1 : 0))]);
    }

    /// <summary>A drag of the source in pixels of the picture.</summary>
    public PointPair ToView(PointPair source) => new(ToView(source.Handle), ToView(source.Target));

    private PixelPoint ToView(PixelPoint source)
    {
        var point = Window.ToWindow(source);
        return new PixelPoint(((point.X + 0.5f) * Scale) - 0.5f, ((point.Y + 0.5f) * Scale) - 0.5f);
    }
}
