using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing.Gestures;

/// <summary>
/// Something a person does to a picture with one movement. It becomes point pairs and a mask, which every model
/// understands and anyone can inspect.
/// </summary>
public abstract record Gesture
{
    /// <summary>What to ask the editor for.</summary>
    /// <param name="image">The source.</param>
    /// <returns>Points and mask; the other fields at their defaults.</returns>
    /// <exception cref="LightningDragException">A value is out of range, or nothing of the image would move
    /// (<see cref="ErrorCode.InvalidRequest"/>).</exception>
    public DragRequest ToRequest(RasterImage image) => Combine(image, [this]);

    /// <summary>
    /// Several gestures in one edit: their points together, and the union of their masks. Pins outside that mask are
    /// left out: nothing moves there.
    /// </summary>
    /// <param name="image">The source.</param>
    /// <param name="gestures">At least one that moves something.</param>
    /// <exception cref="LightningDragException">As for <see cref="ToRequest"/>, or there are too many
    /// points.</exception>
    public static DragRequest Combine(RasterImage image, IReadOnlyList<Gesture> gestures)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(gestures);
        var points = new List<PointPair>();
        var mask = new EditMask(image.Width, image.Height, new byte[checked(image.Width * image.Height)]);
        var regions = new List<RigidRegion>();
        foreach (var gesture in gestures)
            gesture.AddTo(image, points, mask, regions);
        DragRequestValidator.ValidatePoints(points, image.Width, image.Height);
        points.RemoveAll(point => point.Length == 0 && !mask.Holds(point.Handle));
        return new DragRequest
        {
            Points = points,
            Mask = mask,
            Regions = regions,
        };
    }

    /// <summary>
    /// Adds this gesture's point pairs and what it moves as a whole, and marks what may change for it.
    /// </summary>
    private protected abstract void AddTo(
        RasterImage image,
        List<PointPair> points,
        EditMask mask,
        List<RigidRegion> regions
    );

    private protected static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}

/// <summary>Points that stay where they are.</summary>
/// <param name="Points">Positions in pixels of the image.</param>
public sealed record PinGesture(IReadOnlyList<PixelPoint> Points) : Gesture
{
    private protected override void AddTo(
        RasterImage image,
        List<PointPair> points,
        EditMask mask,
        List<RigidRegion> regions
    ) => points.AddRange(Points.Select(point => new PointPair(point, point)));
}

/// <summary>A free drag, with a suggested mask.</summary>
/// <param name="From">The handle, in pixels of the image.</param>
/// <param name="To">The target.</param>
public sealed record PushGesture(PixelPoint From, PixelPoint To) : Gesture
{
    private protected override void AddTo(
        RasterImage image,
        List<PointPair> points,
        EditMask mask,
        List<RigidRegion> regions
    )
    {
        var drag = new PointPair(From, To);
        points.Add(drag);
        mask.Add(MaskSuggester.Suggest(image, [drag]));
    }
}
