using System.Globalization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Editing.Gestures;

/// <summary>What a gesture takes hold of.</summary>
public abstract record GestureRegion
{
    /// <summary>Its pixels.</summary>
    /// <param name="width">Columns of the image.</param>
    /// <param name="height">Rows of the image.</param>
    /// <returns>A mask of the image's size: 1 = belongs to the region.</returns>
    /// <exception cref="LightningDragException">The region is malformed or holds no pixel of the image (<see cref="ErrorCode.InvalidRequest"/>).</exception>
    public EditMask ToMask(int width, int height)
    {
        var mask = Draw(width, height);
        return mask.Count() > 0 ? mask : throw Invalid($"The region holds no pixel of the {width}x{height} image: place it inside.");
    }

    /// <summary>Its middle, about which it turns unless someone says otherwise.</summary>
    internal abstract PixelPoint Middle { get; }

    /// <summary>The same content after <paramref name="motion"/>.</summary>
    internal abstract GestureRegion Moved(Similarity motion);

    /// <summary>The region on an image, perhaps empty.</summary>
    internal abstract EditMask Draw(int width, int height);

    private protected static EditMask NewMask(int width, int height) => new(width, height, new byte[checked(width * height)]);

    private protected static LightningDragException Invalid(FormattableString message) => new(ErrorCode.InvalidRequest, message.ToString(CultureInfo.InvariantCulture));

    private protected static void RequireRadius(float radius)
    {
        if (!(radius > 0 && float.IsFinite(radius))) throw Invalid($"The region's radius is {radius}: give a number of pixels above 0.");
    }

    private protected static void RequireFinite(PixelPoint point, string role)
    {
        if (!float.IsFinite(point.X) || !float.IsFinite(point.Y)) throw Invalid($"The {role} ({point.X}, {point.Y}) is not a finite position: give x and y as numbers.");
    }
}

/// <summary>A disc.</summary>
/// <param name="Center">Its centre, in pixels of the image.</param>
/// <param name="Radius">Its radius in pixels, above 0.</param>
public sealed record CircleRegion(PixelPoint Center, float Radius) : GestureRegion
{
    internal override PixelPoint Middle => Center;

    internal override GestureRegion Moved(Similarity motion) => new CircleRegion(motion.Apply(Center), Radius * motion.Scale);

    internal override EditMask Draw(int width, int height) => new BrushRegion([Center], Radius).Draw(width, height);
}

/// <summary>Whatever was painted over with a round brush.</summary>
/// <param name="Stroke">1 to 1,000 positions that the brush passed, in pixels of the image.</param>
/// <param name="Radius">The brush's radius in pixels, above 0.</param>
public sealed record BrushRegion(IReadOnlyList<PixelPoint> Stroke, float Radius) : GestureRegion
{
    private const int MaximumPositions = 1_000;

    internal override PixelPoint Middle => Stroke.Count == 0 ? default : new PixelPoint(Stroke.Average(p => p.X), Stroke.Average(p => p.Y));

    internal override GestureRegion Moved(Similarity motion) => new BrushRegion([.. Stroke.Select(motion.Apply)], Radius * motion.Scale);

    internal override EditMask Draw(int width, int height)
    {
        RequireRadius(Radius);
        if (Stroke.Count is 0 or > MaximumPositions) throw Invalid($"The brush stroke has {Stroke.Count} positions: give 1 to {MaximumPositions}.");
        var mask = NewMask(width, height);
        for (int i = 0; i < Stroke.Count; i++)
        {
            RequireFinite(Stroke[i], "brush position");
            mask.AddCapsule(Stroke[Math.Max(0, i - 1)], Stroke[i], Radius);
        }

        return mask;
    }
}

/// <summary>Any set of pixels.</summary>
/// <param name="Mask">Of the image's size: 1 = belongs to the region.</param>
public sealed record MaskRegion(EditMask Mask) : GestureRegion
{
    internal override PixelPoint Middle
    {
        get
        {
            double x = 0, y = 0;
            int count = 0;
            for (int i = 0; i < Mask.Editable.Length; i++)
            {
                if (Mask.Editable[i] != 0) (x, y, count) = (x + (i % Mask.Width), y + (i / Mask.Width), count + 1);
            }

            return count == 0 ? default : new PixelPoint((float)(x / count), (float)(y / count));
        }
    }

    internal override GestureRegion Moved(Similarity motion)
    {
        var moved = NewMask(Mask.Width, Mask.Height);
        for (int y = 0; y < moved.Height; y++)
        {
            for (int x = 0; x < moved.Width; x++)
            {
                var from = motion.Invert(new PixelPoint(x, y));
                if (Mask[(int)MathF.Round(from.X), (int)MathF.Round(from.Y)]) moved.Editable[(y * moved.Width) + x] = 1;
            }
        }

        return new MaskRegion(moved);
    }

    internal override EditMask Draw(int width, int height) => Mask.Width == width && Mask.Height == height
        ? Mask
        : throw new LightningDragException(ErrorCode.InvalidMask, $"The region's mask is {Mask.Width}x{Mask.Height} but the image is {width}x{height}: give a mask of the image's size.");
}
