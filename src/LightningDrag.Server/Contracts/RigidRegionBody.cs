using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Server.Contracts;

/// <summary>
/// A selection that moves as a whole: cut out along its outline (a picture of the image's size in base64, or shapes),
/// turned and scaled about a pivot, then shifted.
/// </summary>
internal sealed record RigidRegionBody
{
    /// <inheritdoc cref="MaskBody.Png"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? Png { get; init; }

    /// <inheritdoc cref="MaskBody.Shapes"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Shapes { get; init; }

    /// <summary>About which it turns and grows; [0, 0] when absent.</summary>
    public PixelPoint? Pivot { get; init; }

    /// <summary>Rotation, clockwise as seen.</summary>
    public float Degrees { get; init; }

    /// <summary>Factor, 0.05 to 20; 1 when absent.</summary>
    public float? Scale { get; init; }

    /// <summary>[dx, dy] in pixels; [0, 0] when absent.</summary>
    public PixelPoint? Offset { get; init; }

    public static RigidRegionBody Of(RigidRegion region) =>
        new()
        {
            Png = MaskBody.Of(region.Pixels).Png,
            Pivot = region.Motion.Pivot,
            Degrees = region.Motion.Degrees,
            Scale = region.Motion.Scale,
            Offset = new PixelPoint(region.Motion.OffsetX, region.Motion.OffsetY),
        };

    public static IReadOnlyList<RigidRegion> ToRegions(IReadOnlyList<RigidRegionBody>? regions, RasterImage image) =>
        [
            .. (regions ?? []).Select(
                (region, i) =>
                    region?.ToRegion(image)
                    ?? throw ApiError.Invalid($"regions[{i}] is null: give its pixels and how they move.")
            ),
        ];

    private RigidRegion ToRegion(RasterImage image)
    {
        var (pivot, offset) = (Pivot ?? default, Offset ?? default);
        return new RigidRegion(
            new MaskBody { Png = Png, Shapes = Shapes }.ToMask(image),
            new Similarity(pivot, Degrees, Scale ?? 1, offset.X, offset.Y)
        );
    }
}
