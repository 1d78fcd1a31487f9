using System.IO.Enumeration;

namespace LightningDrag.Data.Clips;

/// <summary>Finds the clips that a folder, a glob, a list or a file name stand for.</summary>
public static class ClipList
{
    private const long LongestList = 64 << 20;

    private static readonly HashSet<string> VideoExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp4",
        ".m4v",
        ".mov",
        ".mkv",
        ".webm",
        ".avi",
        ".mpg",
        ".mpeg",
        ".ts",
        ".m2ts",
        ".mts",
        ".ogv",
        ".wmv",
        ".flv",
        ".3gp",
    };

    /// <summary>The clips, ordered by id.</summary>
    /// <param name="inputs">Each a folder (searched with its subfolders), a glob with * and ?, a .txt file with one
    /// path a line, or a video file.</param>
    /// <param name="scenes">A CSV file with columns <c>file</c> (the clip's id) and <c>scene</c>; a clip that it does
    /// not name, or null, is a scene of its own.</param>
    /// <param name="groupColumn">A column of that file that names each clip's group; null: there are no groups.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: nothing found, or two clips of
    /// the same id; <see cref="ErrorCode.InvalidFile"/>: the list or the table cannot be read.</exception>
    public static IReadOnlyList<Clip> Find(
        IReadOnlyList<string> inputs,
        string? scenes = null,
        string? groupColumn = null
    )
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (scenes is null && groupColumn is not null)
            throw Invalid($"The column '{groupColumn}' stands in a table of scenes; give that, too.");
        var table = scenes is null ? new Dictionary<string, (string, string?)>() : SceneTable.Read(scenes, groupColumn);
        Clip[] clips =
        [
            .. inputs
                .SelectMany(Expand)
                .DistinctBy(found => Path.GetFullPath(found.Path))
                .Select(found => (found.Path, found.Id, Shown: table.GetValueOrDefault(found.Id, (found.Id, null))))
                .Select(found => new Clip(found.Path, found.Id, found.Shown.Item1, found.Shown.Item2))
                .OrderBy(clip => clip.Id, StringComparer.Ordinal),
        ];
        for (int i = 1; i < clips.Length; i++)
        {
            if (clips[i].Id != clips[i - 1].Id)
                continue;
            throw Invalid(
                $"Two clips are called '{clips[i].Id}' ('{clips[i - 1].Path}' and '{clips[i].Path}'); give the "
                    + $"folder above both."
            );
        }

        return clips;
    }

    private static IEnumerable<(string Path, string Id)> Expand(string input)
    {
        if (Directory.Exists(input))
            return InFolder(
                input,
                file => VideoExtensions.Contains(Path.GetExtension(file)),
                $"The folder '{input}' holds no video files."
            );
        if (File.Exists(input))
            return Path.GetExtension(input).Equals(".txt", StringComparison.OrdinalIgnoreCase)
                ? InList(input)
                : [(input, Path.GetFileName(input))];
        int wildcard = input.AsSpan().IndexOfAny('*', '?');
        if (wildcard < 0)
            throw Invalid($"There is no video, folder or list '{input}'.");
        int slash = input.LastIndexOf('/', wildcard);
        string folder = slash < 0 ? "."
            : slash == 0 ? "/"
            : input[..slash],
            pattern = input[(slash + 1)..];
        if (!Directory.Exists(folder))
            throw Invalid($"The pattern '{input}' starts in '{folder}', which is no folder.");
        return InFolder(
            folder,
            file => FileSystemName.MatchesSimpleExpression(pattern, file, ignoreCase: false),
            $"Nothing matches '{input}'."
        );
    }

    private static List<(string Path, string Id)> InFolder(string folder, Predicate<string> wanted, string nothing)
    {
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true };
        List<(string, string)> found =
        [
            .. Directory
                .EnumerateFiles(folder, "*", everywhere)
                .Select(path => (Path: path, Id: Path.GetRelativePath(folder, path).Replace('\\', '/')))
                .Where(file => wanted(file.Id)),
        ];
        return found.Count > 0 ? found : throw Invalid(nothing);
    }

    private static List<(string Path, string Id)> InList(string list)
    {
        if (new FileInfo(list).Length > LongestList)
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The list '{list}' is longer than {LongestList >> 20} MiB; is it a list of paths?"
            );
        string folder = Path.GetDirectoryName(Path.GetFullPath(list))!;
        List<(string, string)> found =
        [
            .. File.ReadLines(list)
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => (Path.Combine(folder, line), Path.IsPathRooted(line) ? Path.GetFileName(line) : line)),
        ];
        return found.Count > 0 ? found : throw Invalid($"The list '{list}' names no clip.");
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
