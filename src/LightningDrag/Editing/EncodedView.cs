using System.Numerics;
using System.Numerics.Tensors;
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
    /// <summary>A mask of more of the source than this is not painted around anything.</summary>
    private const double MostPainted = 0.8;

    /// <summary>Pixels of the picture.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Whether a pixel of the picture is more than one of the source.</summary>
    public bool IsShrunk => Width != Window.Width || Height != Window.Height;

    /// <summary>The window as it is.</summary>
    public static EncodedView Of(EditWindow window) => Of(window, int.MaxValue);

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

    /// <summary>
    /// As <see cref="Of(EditWindow, int)"/>, up to a sixteenth smaller: to a size at which the edges of pixels meet
    /// those of the source's as often as can be, so that a part can be cut out (<see cref="PartAround"/>).
    /// </summary>
    public static EncodedView Shrunk(EditWindow window, int largestSide)
    {
        var view = Of(window, largestSide);
        if (!view.IsShrunk)
            return view;
        int best = Enumerable
            .Range(0, 1 + (largestSide / 16))
            .Select(less => largestSide - less)
            .MaxBy(side => BigInteger.GreatestCommonDivisor(window.Size, side));
        return Of(window, best);
    }

    /// <summary>
    /// The smallest part of the picture that holds a rectangle and is whole pixels of the source, too.
    /// </summary>
    /// <param name="held">In pixels of the picture; not empty.</param>
    /// <returns>The part, and where it lies in the source.</returns>
    public (PixelRectangle Part, PixelRectangle InSource) PartAround(PixelRectangle held)
    {
        var (x, right, left, end) = Along(held.X, held.Right, Window.X, Window.Width, Width);
        var (y, bottom, top, foot) = Along(held.Y, held.Bottom, Window.Y, Window.Height, Height);
        return (new PixelRectangle(x, y, right - x, bottom - y), new PixelRectangle(left, top, end - left, foot - top));

        static (int From, int To, int SourceFrom, int SourceTo) Along(int from, int to, int start, int window, int view)
        {
            int meetings = (int)BigInteger.GreatestCommonDivisor(window, view),
                step = view / meetings,
                sourceStep = window / meetings,
                first = from / step,
                last = (to + step - 1) / step;
            return (first * step, last * step, start + (first * sourceStep), start + (last * sourceStep));
        }
    }

    /// <summary>A request as a model that sees this view gets it.</summary>
    /// <param name="request">In pixels of the source.</param>
    /// <param name="mask">What may change, of the source's size.</param>
    public DragCondition ConditionOf(DragRequest request, EditMask mask) =>
        new([.. request.Points.Select(ToView)], Extract(mask))
        {
            Scope = request.Scope,
            IsMaskPainted = request.Mask is not null && mask.Count() <= MostPainted * mask.Editable.LongLength,
            Regions = [.. request.Regions.Select(ToView)],
        };

    /// <summary>The picture to encode. // [Height, Width]</summary>
    public RasterImage Extract(RasterImage source)
    {
        if (!IsShrunk)
            return Window.Extract(source);
        bool isInside = Window.Bounds == Window.Bounds.Intersect(new PixelRectangle(0, 0, source.Width, source.Height));
        return isInside
            ? Resampling.Resize(source, Window.Bounds, Width, Height)
            : Resampling.Resize(Window.Extract(source), Width, Height);
    }

    /// <summary>The mask in pixels of the picture: what may change at least in part. // [Height, Width]</summary>
    public EditMask Extract(EditMask mask)
    {
        if (!IsShrunk)
            return Window.Extract(mask);
        var view = new EditMask(Width, Height, new byte[Width * Height]);
        var inside = Window.Bounds.Intersect(mask.Bounds());
        var row = new byte[inside.Width];
        for (int y = ViewOf(inside.Y - Window.Y, Height, Window.Height); y < Height; y++)
        {
            var (top, bottom) = Under(y, Height, Window.Y, Window.Height, inside.Y, inside.Bottom);
            if (top >= inside.Bottom)
                break;
            Array.Clear(row);
            for (int from = top; from < bottom; from++)
                TensorPrimitives.Max(row, mask.Editable.AsSpan((from * mask.Width) + inside.X, inside.Width), row);
            for (int x = ViewOf(inside.X - Window.X, Width, Window.Width); x < Width; x++)
            {
                var (left, right) = Under(x, Width, Window.X, Window.Width, inside.X, inside.Right);
                if (left >= inside.Right)
                    break;
                if (row.AsSpan(left - inside.X, right - left).ContainsAnyExcept((byte)0))
                    view.Editable[(y * Width) + x] = 1;
            }
        }

        return view;

        static int ViewOf(int at, int view, int window) => (int)((long)at * view / window);

        // What of the source lies under a pixel of the picture, of those that are looked at.
        static (int From, int To) Under(int at, int view, int start, int window, int least, int most) =>
            (
                Math.Max(least, start + (int)((long)at * window / view)),
                Math.Min(most, start + (int)((((long)at + 1) * window + view - 1) / view))
            );
    }

    /// <summary>A region of the source in pixels of the picture: those that belong to it by half.</summary>
    public RigidRegion ToView(RigidRegion region) =>
        new(Halves(region.Pixels), region.Motion.On(ToView(region.Motion.Pivot), (float)Width / Window.Width));

    private EditMask Halves(EditMask region)
    {
        var cut = Window.Extract(region);
        if (!IsShrunk)
            return cut;
        float[] share = Resampling.MaskAverage(cut, Width, Height);
        return new EditMask(Width, Height, Array.ConvertAll(share, value => (byte)(value >= 0.5f ? 1 : 0)));
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
