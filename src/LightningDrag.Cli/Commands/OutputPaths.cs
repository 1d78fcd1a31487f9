using LightningDrag.Imaging;

namespace LightningDrag.Cli.Commands;

/// <summary>Where the candidates of an edit are written.</summary>
internal static class OutputPaths
{
    /// <summary>One path per candidate: OUT for one, OUT-1, OUT-2, … for several.</summary>
    /// <param name="source">Path of the picture.</param>
    /// <param name="output">What the command line says; null for IMAGE-edited beside the picture.</param>
    /// <param name="format">What the command line says; null for PNG, or by the output's name.</param>
    /// <param name="candidates">How many.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: there is no such folder, or the source would be overwritten.</exception>
    public static IReadOnlyList<string> For(string source, string? output, ImageFormat? format, int candidates)
    {
        string extension = format switch { ImageFormat.Jpeg => ".jpg", ImageFormat.Webp => ".webp", _ => ".png" };
        string path = output ?? Path.Combine(Path.GetDirectoryName(source) ?? "", $"{Path.GetFileNameWithoutExtension(source)}-edited{extension}");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        if (!Directory.Exists(folder)) throw new LightningDragException(ErrorCode.InvalidRequest, $"The folder '{folder}' does not exist: create it, or write elsewhere with -o.");

        string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path)), kind = Path.GetExtension(path);
        IReadOnlyList<string> paths = candidates == 1 ? [path] : [.. Enumerable.Range(1, candidates).Select(i => $"{stem}-{i}{kind}")];
        if (paths.Any(result => Path.GetFullPath(result) == Path.GetFullPath(source)))
        {
            throw new LightningDragException(ErrorCode.InvalidRequest, $"The result would overwrite the source '{source}': give another name with -o.");
        }

        return paths;
    }
}
