using LightningDrag.Cli.Files;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;

namespace LightningDrag.Cli.Parsing;

/// <summary>Reads the JSON file of <c>--mask-shapes</c>.</summary>
internal static class MaskShapesFile
{
    /// <summary>Draws the file's shapes into a mask for <paramref name="picture"/>.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidMask"/>: the file cannot be read, or its
    /// shapes make no mask.</exception>
    public static EditMask Read(string path, RasterImage picture)
    {
        byte[] json;
        try
        {
            json = StandardStreams.ReadText(path, MaskShapeJson.MaxBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.InvalidMask,
                $"The shapes '{path}' cannot be read ({e.Message.TrimEnd('.')}): check the path.",
                e
            );
        }

        return MaskRasterizer.Draw(MaskShapeJson.Parse(json), picture.Width, picture.Height);
    }
}
