using System.Numerics;
using LightningDrag.Geometry;

namespace LightningDrag.Imaging;

/// <summary>
/// The window of the source that a model works on: a square around mask and points with margin, or the whole of a small
/// image. One window pixel is one source pixel, so going in or out is an offset. The whole image is taken in its own
/// shape by models that see any shape; for the others, and where the image is too narrow, the square reaches beyond the
/// image.
/// </summary>
internal sealed record EditWindow
{
    /// <summary>
    /// Images up to this many model windows long are taken whole: at most a halving for the model, and all the context
    /// it can get.
    /// </summary>
    private const int WholeImageWindows = 2;

    /// <summary>
    /// A window of at least this share of the image's longest side becomes the whole image: little detail would be
    /// gained.
    /// </summary>
    private const float WholeImageShare = 0.8f;

    /// <summary>
    /// Margin on each side as a share of the longer side of what is edited: a mask then covers at most 44 % of the
    /// window.
    /// </summary>
    private const float MarginShare = 0.25f;

    /// <summary>Smallest margin on each side in pixels.</summary>
    private const int LeastMargin = 16;

    /// <summary>Creates a square window at a given place.</summary>
    /// <param name="x">Left column in the source; may be negative.</param>
    /// <param name="y">Top row in the source; may be negative.</param>
    /// <param name="size">Side in source pixels, at least 1.</param>
    public EditWindow(int x, int y, int size)
        : this(x, y, size, size) { }

    /// <summary>Creates a window at a given place.</summary>
    /// <param name="x">Left column in the source; may be negative.</param>
    /// <param name="y">Top row in the source; may be negative.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    public EditWindow(int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (X, Y, Width, Height) = (x, y, width, height);
    }

    /// <summary>Left column in the source; negative where the window reaches beyond the image.</summary>
    public int X { get; }

    /// <summary>Top row in the source; negative where the window reaches beyond the image.</summary>
    public int Y { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The longer side in source pixels.</summary>
    public int Size => Math.Max(Width, Height);

    /// <summary>The window as a rectangle of the source.</summary>
    public PixelRectangle Bounds => new(X, Y, Width, Height);

    /// <summary>
    /// Chooses an edit's window. It holds the whole mask and all points (one outside the image counts as the nearest
    /// pixel inside).
    /// </summary>
    /// <param name="mask">The editable mask, of the source's size.</param>
    /// <param name="points">Handles and targets in source pixels.</param>
    /// <param name="modelWindow">Side of the model's window; a smaller square would have to be enlarged for the model
    /// and hold less context.</param>
    /// <param name="square">Whether the model sees squares only.</param>
    public static EditWindow Choose(EditMask mask, IReadOnlyList<PointPair> points, int modelWindow, bool square = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(modelWindow, 1);
        int longest = Math.Max(mask.Width, mask.Height);
        PixelRectangle edited = BoundsOf(mask, points);
        if (TakesWhole(mask.Width, mask.Height, modelWindow) || edited.IsEmpty)
            return Whole(mask.Width, mask.Height, square);

        // Beyond the image there is nothing to see, so the margin ends at its border.
        int margin = Math.Max(LeastMargin, (int)MathF.Ceiling(MarginShare * Math.Max(edited.Width, edited.Height)));
        PixelRectangle wanted = new PixelRectangle(
            edited.X - margin,
            edited.Y - margin,
            edited.Width + (2 * margin),
            edited.Height + (2 * margin)
        ).Intersect(new PixelRectangle(0, 0, mask.Width, mask.Height));
        int size = Math.Max(modelWindow, Math.Max(wanted.Width, wanted.Height));
        if (size >= WholeImageShare * longest)
            return Whole(mask.Width, mask.Height, square);
        return new EditWindow(
            Place(wanted.X, wanted.Width, size, mask.Width),
            Place(wanted.Y, wanted.Height, size, mask.Height),
            size
        );
    }

    /// <summary>Whether an image is so small that every edit of it works on the whole.</summary>
    public static bool TakesWhole(int imageWidth, int imageHeight, int modelWindow) =>
        Math.Max(imageWidth, imageHeight) <= WholeImageWindows * modelWindow;

    /// <summary>The whole image, or the square that holds it in its middle.</summary>
    public static EditWindow Whole(int imageWidth, int imageHeight, bool square = true)
    {
        if (!square)
            return new EditWindow(0, 0, imageWidth, imageHeight);
        int size = Math.Max(imageWidth, imageHeight);
        return new EditWindow(-((size - imageWidth) / 2), -((size - imageHeight) / 2), size);
    }

    /// <summary>
    /// This window, or a little more: one that stays the same while an edit grows or goes on by a little. Its side and
    /// its place are multiples of an eighth to a sixteenth of it.
    /// </summary>
    public EditWindow Steadied(int imageWidth, int imageHeight)
    {
        if (Width != Height || Size >= Math.Max(imageWidth, imageHeight))
            return this;
        int step = Math.Max(1, (int)BitOperations.RoundUpToPowerOf2((uint)(Size / 8) + 1) / 2),
            size = (Size + step - 1 + step - 1) / step * step;
        return size >= WholeImageShare * Math.Max(imageWidth, imageHeight)
            ? Whole(imageWidth, imageHeight)
            : new EditWindow(Start(X, imageWidth), Start(Y, imageHeight), size);

        // Where the image ends the window does, as far as it is long enough.
        int Start(int at, int length) =>
            size >= length ? -((size - length) / 2) : Math.Clamp(at / step * step, 0, length - size);
    }

    /// <summary>From source pixels to pixels of the window.</summary>
    public PixelPoint ToWindow(PixelPoint source) => new(source.X - X, source.Y - Y);

    /// <summary>From pixels of the window to source pixels.</summary>
    public PixelPoint ToImage(PixelPoint window) => new(window.X + X, window.Y + Y);

    /// <summary>Handle and target in pixels of the window.</summary>
    public PointPair ToWindow(PointPair source) => new(ToWindow(source.Handle), ToWindow(source.Target));

    /// <summary>Cuts the window out of <paramref name="image"/>; beyond the image its border pixels repeat.</summary>
    public RasterImage Extract(RasterImage image)
    {
        var crop = new RasterImage(Width, Height) { IccProfile = image.IccProfile, HasAlpha = image.HasAlpha };
        PixelRectangle inside = InsideOf(image.Width, image.Height);
        int left = inside.X - X,
            right = inside.Right - X;
        for (int y = inside.Y; y < inside.Bottom; y++)
        {
            Span<uint> row = crop.Row(y - Y).AsPixels();
            image.Row(y).AsPixels().Slice(inside.X, inside.Width).CopyTo(row[left..]);
            row[..left].Fill(row[left]);
            row[right..].Fill(row[right - 1]);
        }

        for (int y = 0; y < inside.Y - Y; y++)
            crop.Row(inside.Y - Y).CopyTo(crop.Row(y));
        for (int y = inside.Bottom - Y; y < Height; y++)
            crop.Row(inside.Bottom - Y - 1).CopyTo(crop.Row(y));
        return crop;
    }

    /// <summary>Cuts the window out of <paramref name="mask"/>; nothing beyond the image may change.</summary>
    public EditMask Extract(EditMask mask)
    {
        var crop = new EditMask(Width, Height, new byte[checked(Width * Height)]);
        PixelRectangle inside = InsideOf(mask.Width, mask.Height);
        for (int y = inside.Y; y < inside.Bottom; y++)
        {
            mask.Editable.AsSpan((y * mask.Width) + inside.X, inside.Width)
                .CopyTo(crop.Editable.AsSpan(((y - Y) * Width) + inside.X - X));
        }

        return crop;
    }

    private PixelRectangle InsideOf(int width, int height)
    {
        PixelRectangle inside = Bounds.Intersect(new PixelRectangle(0, 0, width, height));
        return inside.IsEmpty
            ? throw new ArgumentException($"The window {Bounds} does not meet the {width}x{height} image.")
            : inside;
    }

    /// <summary>
    /// Start of a window on one axis: around the middle of what it must hold, moved into the image, or centred on an
    /// image shorter than it.
    /// </summary>
    private static int Place(int start, int length, int size, int imageLength) =>
        size >= imageLength
            ? -((size - imageLength) / 2)
            : Math.Clamp(start - ((size - length) / 2), 0, imageLength - size);

    private static PixelRectangle BoundsOf(EditMask mask, IReadOnlyList<PointPair> points)
    {
        PixelRectangle masked = mask.Bounds();
        bool any = !masked.IsEmpty;
        int left = any ? masked.X : int.MaxValue,
            top = any ? masked.Y : int.MaxValue;
        int right = any ? masked.Right - 1 : int.MinValue,
            bottom = any ? masked.Bottom - 1 : int.MinValue;
        for (int i = 0; i < points.Count; i++)
        {
            foreach (PixelPoint point in (ReadOnlySpan<PixelPoint>)[points[i].Handle, points[i].Target])
            {
                if (!float.IsFinite(point.X) || !float.IsFinite(point.Y))
                {
                    throw new LightningDragException(
                        ErrorCode.InvalidRequest,
                        $"Point pair {i} has a coordinate that is not a number ({point.X}, {point.Y})."
                    );
                }

                float x = Math.Clamp(point.X, 0, mask.Width - 1),
                    y = Math.Clamp(point.Y, 0, mask.Height - 1);
                (left, right) = (Math.Min(left, (int)MathF.Floor(x)), Math.Max(right, (int)MathF.Ceiling(x)));
                (top, bottom) = (Math.Min(top, (int)MathF.Floor(y)), Math.Max(bottom, (int)MathF.Ceiling(y)));
            }
        }

        return left > right ? default : new PixelRectangle(left, top, right - left + 1, bottom - top + 1);
    }
}
