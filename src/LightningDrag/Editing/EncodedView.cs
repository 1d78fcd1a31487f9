using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>A window of the source as a model gets it: cut out and, for previews of large windows, shrunk.</summary>
/// <param name="Window">The part of the source.</param>
/// <param name="Width">Columns of the picture that the model gets, at most the window's.</param>
/// <param name="Height">Rows of it.</param>
internal sealed record EncodedView(EditWindow Window, int Width, int Height)
{
    /// <summary>Pixels of the picture.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Whether a pixel of the picture is more than one of the source.</summary>
    public bool IsShrunk => Width != Window.Width || Height != Window.Height;

    /// <summary>The window, shrunk where its longer side is more than <paramref name="largestSide"/>.</summary>
    public static EncodedView Of(EditWindow window, int largestSide)
    {
        double scale = Math.Min(1, (double)largestSide / window.Size);
        return new EncodedView(
            window,
            Math.Max(1, (int)Math.Round(window.Width * scale)),
            Math.Max(1, (int)Math.Round(window.Height * scale))
        );
    }

    /// <summary>The picture to encode. // [Height, Width]</summary>
    public RasterImage Extract(RasterImage source)
    {
        var cut = Window.Extract(source);
        return IsShrunk ? Resampling.Resize(cut, Width, Height) : cut;
    }

    /// <summary>The mask in pixels of the picture: what may change at least in part. // [Height, Width]</summary>
    public EditMask Extract(EditMask mask) => Extract(mask, leastShare: float.Epsilon);

    /// <summary>A region of the source in pixels of the picture: those that belong to it by half.</summary>
    public RigidRegion ToView(RigidRegion region) =>
        new(
            Extract(region.Pixels, leastShare: 0.5f),
            region.Motion.On(ToView(region.Motion.Pivot), (float)Width / Window.Width)
        );

    private EditMask Extract(EditMask mask, float leastShare)
    {
        var cut = Window.Extract(mask);
        if (!IsShrunk)
            return cut;
        var share = Resampling.MaskAverage(cut, Width, Height);
        return new EditMask(Width, Height, [.. share.Select(value => (byte)(value >= leastShare ? 1 : 0))]);
    }

    /// <summary>A drag of the source in pixels of the picture.</summary>
    public PointPair ToView(PointPair source) => new(ToView(source.Handle), ToView(source.Target));

    private PixelPoint ToView(PixelPoint source)
    {
        var point = Window.ToWindow(source);
        return new PixelPoint(
            ((point.X + 0.5f) * Width / Window.Width) - 0.5f,
            ((point.Y + 0.5f) * Height / Window.Height) - 0.5f
        );
    }
}
