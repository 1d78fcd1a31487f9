using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Editing.Gestures;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Server.Contracts;

/// <summary>What <c>POST /v1/gestures</c> asks for.</summary>
/// <param name="Image">Id of the image.</param>
/// <param name="Gesture">What a person does to the picture.</param>
internal sealed record GestureRequestBody(string Image, GestureBody Gesture);

/// <summary>
/// The drags that a gesture stands for, what may change (no mask where nothing moves: pins), and what moves as a whole.
/// </summary>
internal sealed record GestureReply(
    IReadOnlyList<DragBody> Points,
    MaskBody? Mask,
    IReadOnlyList<RigidRegionBody> Regions
);

/// <summary>A gesture; "type" says which.</summary>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "type",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization
)]
[JsonDerivedType(typeof(RotateBody), "rotate")]
[JsonDerivedType(typeof(ScaleBody), "scale")]
[JsonDerivedType(typeof(MoveBody), "move")]
[JsonDerivedType(typeof(PinBody), "pin")]
[JsonDerivedType(typeof(PushBody), "push")]
internal abstract record GestureBody
{
    public abstract Gesture ToGesture(RasterImage image);
}

/// <summary>Turns a region about a pivot (its middle when absent), −180 to 180 degrees, clockwise as seen.</summary>
internal sealed record RotateBody(RegionBody Region, float Degrees, PixelPoint? Pivot = null) : GestureBody
{
    public override Gesture ToGesture(RasterImage image) => new RotateGesture(Region.ToRegion(image), Pivot, Degrees);
}

/// <summary>Enlarges or shrinks a region about a pivot (its middle when absent), 0.5 to 2.</summary>
internal sealed record ScaleBody(RegionBody Region, float Factor, PixelPoint? Pivot = null) : GestureBody
{
    public override Gesture ToGesture(RasterImage image) => new ScaleGesture(Region.ToRegion(image), Pivot, Factor);
}

/// <summary>Shifts a region by [dx, dy] pixels.</summary>
internal sealed record MoveBody(RegionBody Region, PixelPoint Offset) : GestureBody
{
    public override Gesture ToGesture(RasterImage image) => new MoveGesture(Region.ToRegion(image), Offset.X, Offset.Y);
}

/// <summary>Points that stay.</summary>
internal sealed record PinBody(IReadOnlyList<PixelPoint> Points) : GestureBody
{
    public override Gesture ToGesture(RasterImage image) => new PinGesture(Points);
}

/// <summary>A free drag.</summary>
internal sealed record PushBody(PixelPoint From, PixelPoint To) : GestureBody
{
    public override Gesture ToGesture(RasterImage image) => new PushGesture(From, To);
}

/// <summary>What a gesture takes hold of; "type" says which.</summary>
[JsonPolymorphic(
    TypeDiscriminatorPropertyName = "type",
    UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization
)]
[JsonDerivedType(typeof(CircleBody), "circle")]
[JsonDerivedType(typeof(BrushBody), "brush")]
[JsonDerivedType(typeof(MaskRegionBody), "mask")]
internal abstract record RegionBody
{
    public abstract GestureRegion ToRegion(RasterImage image);
}

/// <summary>A disc.</summary>
internal sealed record CircleBody(PixelPoint Center, float Radius) : RegionBody
{
    public override GestureRegion ToRegion(RasterImage image) => new CircleRegion(Center, Radius);
}

/// <summary>Whatever a round brush painted over.</summary>
internal sealed record BrushBody(IReadOnlyList<PixelPoint> Points, float Radius) : RegionBody
{
    public override GestureRegion ToRegion(RasterImage image) => new BrushRegion(Points, Radius);
}

/// <summary>
/// Any set of pixels: a picture of the image's size in base64, in which bright belongs to the region, or shapes as
/// masks have them.
/// </summary>
internal sealed record MaskRegionBody(
    [property: JsonConverter(typeof(PictureBytes))] byte[]? Png = null,
    JsonElement? Shapes = null
) : RegionBody
{
    public override GestureRegion ToRegion(RasterImage image) =>
        new MaskRegion(new MaskBody { Png = Png, Shapes = Shapes }.ToMask(image));
}
