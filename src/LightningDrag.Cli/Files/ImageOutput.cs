using LightningDrag.Imaging;

namespace LightningDrag.Cli.Files;

/// <summary>Writes pictures to files or to standard output.</summary>
internal static class ImageOutput
{
    /// <summary>Checks, before the work, that a picture can be written in the format that is wanted.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="picture">A picture of its size; null where that cannot matter.</param>
    /// <param name="format">What the command line says; null for the path's own.</param>
    /// <returns>About how many bytes the file will have at most.</returns>
    /// <exception cref="LightningDragException">
    /// The path stands for no format, or the picture does not fit into it.
    /// </exception>
    public static long Require(string path, RasterImage? picture, ImageFormat? format)
    {
        if (!StandardStreams.IsOutput(path) && Directory.Exists(path))
        {
            throw new LightningDragException(ErrorCode.InvalidRequest, $"'{path}' is a folder: give a file name.");
        }

        var chosen = FormatOf(path, format);
        return picture is null ? 0 : ImageWriter.Require(picture, chosen);
    }

    /// <summary>Writes a picture.</summary>
    public static void Write(
        string path,
        RasterImage image,
        ImageFormat? format = null,
        ImageWriteOptions? options = null,
        ICollection<string>? notes = null
    )
    {
        if (StandardStreams.IsOutput(path))
        {
            StandardStreams.Write(path, ImageWriter.Encode(image, FormatOf(path, format), options, notes));
        }
        else
            ImageWriter.Write(path, image, format, options, notes);
    }

    /// <summary>Standard output has no extension.</summary>
    private static ImageFormat FormatOf(string path, ImageFormat? format) =>
        format ?? (StandardStreams.IsOutput(path) ? ImageFormat.Png : ImageWriter.FormatOf(path));
}
