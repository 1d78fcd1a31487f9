using System.Text;
using LightningDrag.Files;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Files;

/// <summary>Where results are written.</summary>
internal static class OutputPaths
{
    private static readonly HashSet<string> PhotoExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg",
        ".jpeg",
        ".jpe",
        ".jfif",
        ".jif",
        ".png",
        ".apng",
        ".webp",
        ".bmp",
        ".dib",
        ".gif",
        ".heic",
        ".heif",
        ".avif",
        ".tif",
        ".tiff",
        ".jxl",
        ".jp2",
    };

    /// <summary>One path per candidate: OUT for one, OUT-1, OUT-2, … for several.</summary>
    /// <param name="source">Path of the picture.</param>
    /// <param name="output">What the command line says; null for IMAGE-edited beside the picture.</param>
    /// <param name="format">What the command line says; null for PNG, or by the output's name.</param>
    /// <param name="candidates">How many.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: several cannot go there, or the picture has no folder that they could
    /// lie in.
    /// </exception>
    public static IReadOnlyList<string> For(string source, string? output, ImageFormat? format, int candidates)
    {
        string extension = format switch
        {
            ImageFormat.Jpeg => ".jpg",
            ImageFormat.Webp => ".webp",
            _ => ".png",
        };
        string path = output ?? Beside(source, "-edited", extension, candidates);
        if (candidates == 1)
            return [path];
        if (
            StandardStreams.IsOutput(path)
            || (NativeFiles.TryStatus(path, out var status) && status is { IsRegularFile: false, IsFolder: false })
        )
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"{candidates} results cannot all go to '{path}': give a file name, or leave out --candidates."
            );
        }

        return Numbered(
            Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path)),
            Path.GetExtension(path),
            candidates
        );
    }

    /// <summary>
    /// A name beside a photo that is free and no other photo's: with the photo's extension in it where another photo
    /// differs in nothing else, and counted on where an earlier result is there.
    /// </summary>
    /// <param name="source">Path of the photo.</param>
    /// <param name="suffix">What is added to its name.</param>
    /// <param name="extension">Of the new file, with its dot.</param>
    /// <param name="candidates">How many files of the name are wanted.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: the photo lies in no folder of files.
    /// </exception>
    public static string Beside(string source, string suffix, string extension, int candidates = 1)
    {
        if (StandardStreams.IsInput(source) || (NativeFiles.TryStatus(source, out var status) && !status.IsRegularFile))
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"'{source}' is no file that a result could lie beside: give a name with -o."
            );
        }

        string folder = Path.GetDirectoryName(source) ?? "";
        string stem = Path.GetFileNameWithoutExtension(source),
            own = Path.GetExtension(source);
        if (HasTwin(folder, stem, own))
            stem += own;
        for (int number = 1; ; number++)
        {
            string tail = number == 1 ? suffix : $"{suffix}.{number}",
                room = candidates == 1 ? "" : $"-{candidates}";
            int most = NativeFiles.LongestNameIn(folder.Length == 0 ? "." : folder);
            string name = Shortened(stem, most - Encoding.UTF8.GetByteCount(tail + room + extension)) + tail;
            string path = Path.Combine(folder, name);
            IReadOnlyList<string> paths = candidates == 1 ? [path + extension] : Numbered(path, extension, candidates);
            if (!paths.Any(Path.Exists))
                return path + extension;
        }
    }

    private static string[] Numbered(string stem, string extension, int count) =>
        [.. Enumerable.Range(1, count).Select(i => $"{stem}-{i}{extension}")];

    private static bool HasTwin(string folder, string stem, string extension) =>
        Directory.Exists(Path.GetFullPath(folder.Length == 0 ? "." : folder))
        && Directory
            .EnumerateFiles(folder.Length == 0 ? "." : folder)
            .Any(file =>
                Path.GetFileNameWithoutExtension(file) == stem
                && Path.GetExtension(file) != extension
                && PhotoExtensions.Contains(Path.GetExtension(file))
            );

    /// <summary>The beginning of a name that fits into so many bytes.</summary>
    private static string Shortened(string name, int mostBytes)
    {
        if (Encoding.UTF8.GetByteCount(name) <= mostBytes)
            return name;
        var start = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            mostBytes -= rune.Utf8SequenceLength;
            if (mostBytes < 0)
                break;
            start.Append(rune);
        }

        return start.ToString();
    }
}
