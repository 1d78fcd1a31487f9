using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Files;
using LightningDrag.Geometry;

namespace LightningDrag.Imaging.Shapes;

/// <summary>
/// Mask shapes as JSON, a list in drawing order; points are [x, y]:
/// <code>
/// [{"type": "rectangle", "x": 10, "y": 20, "width": 200, "height": 100},
///  {"type": "ellipse", "center": [60, 40], "radiusX": 30, "radiusY": 20, "subtract": true},
///  {"type": "polygon", "points": [[0, 0], [50, 0], [25, 40]]},
///  {"type": "brush", "radius": 12, "points": [[5, 5], [80, 60]]}]
/// </code>
/// </summary>
public static class MaskShapeJson
{
    /// <summary>Most bytes of the JSON text.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Reads shapes from UTF-8 text.</summary>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidMask"/>: not JSON, an unknown type or member, a missing member, or numbers that
    /// <see cref="MaskRasterizer.Draw"/> would refuse.
    /// </exception>
    public static IReadOnlyList<MaskShape> Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The mask's shapes take more than {MaxBytes >> 20} MiB of JSON: draw with fewer points."
            );
        }

        MaskShape[] shapes;
        byte[] json = TextFile.ToUtf8(utf8.ToArray());
        try
        {
            shapes = JsonSerializer.Deserialize(json, MaskShapeJsonContext.Default.MaskShapeArray) ?? [];
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The mask's shapes cannot be read: "
                    + $"{JsonMistakes.Describe(e, json, MaskShapeJsonContext.Default.MaskShapeArray)}.",
                e
            );
        }

        MaskRasterizer.Validate(shapes);
        return shapes;
    }

    /// <summary>Writes shapes as UTF-8 text that <see cref="Parse"/> reads.</summary>
    public static byte[] Write(IReadOnlyList<MaskShape> shapes)
    {
        MaskRasterizer.Validate(shapes);
        return JsonSerializer.SerializeToUtf8Bytes([.. shapes], MaskShapeJsonContext.Default.MaskShapeArray);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(PixelPointJsonConverter)]
)]
[JsonSerializable(typeof(MaskShape[]))]
internal sealed partial class MaskShapeJsonContext : JsonSerializerContext;
