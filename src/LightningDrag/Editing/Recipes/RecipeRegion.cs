using System.Text.Json;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing.Recipes;

/// <summary>
/// A selection of a recipe that moves as a whole: its pixels in one of three forms, and a rotation and scaling about a
/// pivot, then a shift.
/// </summary>
public sealed record RecipeRegion
{
    /// <inheritdoc cref="RecipeMask.File"/>
    public string? File { get; init; }

    /// <inheritdoc cref="RecipeMask.Png"/>
    public byte[]? Png { get; init; }

    /// <inheritdoc cref="RecipeMask.Shapes"/>
    public JsonElement? Shapes { get; init; }

    /// <summary>[x, y] about which it turns and grows; null for [0, 0].</summary>
    public IReadOnlyList<float>? Pivot { get; init; }

    /// <summary>Rotation, clockwise as seen.</summary>
    public float Degrees { get; init; }

    /// <summary>Factor, 0.05 to 20; null for 1.</summary>
    public float? Scale { get; init; }

    /// <summary>[dx, dy] in pixels; null for [0, 0].</summary>
    public IReadOnlyList<float>? Offset { get; init; }

    internal static RecipeRegion Of(RigidRegion region) =>
        new()
        {
            Png = ImageWriter.Encode(region.Pixels.ToImage(), ImageFormat.Png),
            Pivot = [region.Motion.Pivot.X, region.Motion.Pivot.Y],
            Degrees = region.Motion.Degrees,
            Scale = region.Motion.Scale,
            Offset = [region.Motion.OffsetX, region.Motion.OffsetY],
        };

    internal RigidRegion Read(RasterImage image, string folder) =>
        new(
            new RecipeMask
            {
                File = File,
                Png = Png,
                Shapes = Shapes,
            }.Read(image, folder),
            Motion(Pair(Pivot, "pivot"), Degrees, Scale, Pair(Offset, "offset"))
        );

    private static Similarity Motion(PixelPoint pivot, float degrees, float? scale, PixelPoint offset) =>
        new(pivot, degrees, scale ?? 1, offset.X, offset.Y);

    private static PixelPoint Pair(IReadOnlyList<float>? xy, string role) =>
        xy switch
        {
            null => default,
            [float x, float y] => new PixelPoint(x, y),
            _ => throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"A region's {role} in the recipe has {xy.Count} numbers: give [x, y]."
            ),
        };
}
