using System.Globalization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;

namespace LightningDrag.Editing.Gestures;

/// <summary>What a gesture takes hold of.</summary>
public abstract record GestureRegion
{
    /// <summary>Whether its outline is that of what moves, rather than a circle drawn about it.</summary>
    internal abstract bool HasOutline { get; }

    /// <summary>Its middle, about which it turns unless someone says otherwise.</summary>
    internal abstract PixelPoint Middle { get; }

    /// <summary>Its pixels.</summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <returns>A mask of the image's size: 1 = belongs to the region.</returns>
    /// <exception cref="LightningDragException">
    /// The region is malformed (<see cref="ErrorCode.InvalidRequest"/>), holds no pixel of the image or is of another
    /// size (<see cref="ErrorCode.InvalidMask"/>).
    /// </exception>
    public abstract EditMask ToMask(int width, int height);

    /// <summary>The same content after <paramref name="motion"/>.</summary>
    internal abstract GestureRegion Moved(Similarity motion);

    /// <summary>Its pixels before and after <paramref name="motion"/>, together.</summary>
    internal abstract EditMask BeforeAndAfter(Similarity motion, int width, int height);

    private protected static EditMask Draw(int width, int height, params BrushShape[] strokes)
    {
        foreach (float radius in strokes.Select(stroke => stroke.Radius))
        {
            if (radius > 0 && float.IsFinite(radius))
                continue;
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The region's radius is {radius}: give a number of pixels above 0."
                )
            );
        }

        return MaskRasterizer.Draw(strokes, width, height);
    }
}

/// <summary>A disc.</summary>
/// <param name="Center">Its centre, in pixels of the image.</param>
/// <param name="Radius">Its radius in pixels, above 0.</param>
public sealed record CircleRegion(PixelPoint Center, float Radius) : GestureRegion
{
    private BrushShape Shape => new() { Points = [Center], Radius = Radius };

    internal override bool HasOutline => false;

    internal override PixelPoint Middle => Center;

    /// <inheritdoc/>
    public override EditMask ToMask(int width, int height) => Draw(width, height, Shape);

    internal override CircleRegion Moved(Similarity motion) => new(motion.Apply(Center), Radius * motion.Scale);

    internal override EditMask BeforeAndAfter(Similarity motion, int width, int height) =>
        Draw(width, height, Shape, Moved(motion).Shape);
}

/// <summary>Whatever was painted over with a round brush.</summary>
/// <param name="Stroke">Positions that the brush passed, at least one, in pixels of the image.</param>
/// <param name="Radius">The brush's radius in pixels, above 0.</param>
public sealed record BrushRegion(IReadOnlyList<PixelPoint> Stroke, float Radius) : GestureRegion
{
    private BrushShape Shape => new() { Points = Stroke, Radius = Radius };

    internal override bool HasOutline => true;

    internal override PixelPoint Middle =>
        Stroke.Count == 0 ? default : new PixelPoint(Stroke.Average(p => p.X), Stroke.Average(p => p.Y));

    /// <inheritdoc/>
    public override EditMask ToMask(int width, int height) => Draw(width, height, Shape);

    internal override BrushRegion Moved(Similarity motion) =>
        new([.. Stroke.Select(motion.Apply)], Radius * motion.Scale);

    internal override EditMask BeforeAndAfter(Similarity motion, int width, int height) =>
        Draw(width, height, Shape, Moved(motion).Shape);
}

/// <summary>Any set of pixels.</summary>
/// <param name="Mask">Of the image's size: 1 = belongs to the region.</param>
public sealed record MaskRegion(EditMask Mask) : GestureRegion
{
    internal override bool HasOutline => true;

    internal override PixelPoint Middle
    {
        get
        {
            double x = 0,
                y = 0;
            int count = 0;
            for (int i = 0; i < Mask.Editable.Length; i++)
            {
                if (Mask.Editable[i] != 0)
                    (x, y, count) = (x + (i % Mask.Width), y + (i / Mask.Width), count + 1);
            }

            return count == 0 ? default : new PixelPoint((float)(x / count), (float)(y / count));
        }
    }

    /// <inheritdoc/>
    public override EditMask ToMask(int width, int height)
    {
        if (Mask.Width != width || Mask.Height != height)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The region's mask is {Mask.Width}x{Mask.Height} but the image is {width}x{height}: give a mask "
                    + $"of the image's size."
            );
        }

        return Mask.Count() > 0
            ? Mask
            : throw new LightningDragException(
                ErrorCode.InvalidMask,
                "The region's mask is empty: mark what the gesture takes hold of."
            );
    }

    internal override MaskRegion Moved(Similarity motion)
    {
        var moved = new EditMask(Mask.Width, Mask.Height, new byte[Mask.Editable.Length]);
        for (int y = 0; y < moved.Height; y++)
        {
            for (int x = 0; x < moved.Width; x++)
            {
                var from = motion.Invert(new PixelPoint(x, y));
                if (Mask[(int)MathF.Round(from.X), (int)MathF.Round(from.Y)])
                    moved.Editable[(y * moved.Width) + x] = 1;
            }
        }

        return new MaskRegion(moved);
    }

    internal override EditMask BeforeAndAfter(Similarity motion, int width, int height)
    {
        var both = Moved(motion).Mask;
        both.Add(ToMask(width, height));
        return both;
    }
}
