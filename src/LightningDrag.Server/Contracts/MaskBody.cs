using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;

namespace LightningDrag.Server.Contracts;

/// <summary>What may change: a picture of the image's size, or shapes. Exactly one of the two.</summary>
internal sealed record MaskBody
{
    /// <summary>A mask picture in base64, also as a data URL: bright may change.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonConverter(typeof(PictureBytes))]
    public byte[]? Png { get; init; }

    /// <summary>Rectangles, ellipses, polygons and brush strokes, drawn in order.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Shapes { get; init; }

    public static MaskBody Of(EditMask mask) => new() { Png = ImageWriter.Encode(mask.ToImage(), ImageFormat.Png) };

    public EditMask ToMask(RasterImage image) =>
        (Png, Shapes) switch
        {
            ({ } png, null) => MaskReader.FromImage(ReadPicture(png, image), image),
            (null, { } shapes) => MaskRasterizer.Draw(
                MaskShapeJson.Parse(Encoding.UTF8.GetBytes(shapes.GetRawText())),
                image.Width,
                image.Height
            ),
            _ => throw new LightningDragException(
                ErrorCode.InvalidMask,
                "The mask needs one of \"png\" and \"shapes\"."
            ),
        };

    /// <summary>A mask has no more pixels than its image, so nothing larger is decoded.</summary>
    private static RasterImage ReadPicture(byte[] png, RasterImage image)
    {
        try
        {
            return ImageReader.Read(
                png,
                new ImageLimits
                {
                    MaxPixels = (long)image.Width * image.Height,
                    MaxSide = Math.Max(image.Width, image.Height),
                }
            );
        }
        catch (LightningDragException e)
        {
            throw new LightningDragException(ErrorCode.InvalidMask, $"The mask's picture: {e.Message}", e);
        }
    }
}
