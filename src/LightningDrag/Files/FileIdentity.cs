namespace LightningDrag.Files;

/// <summary>
/// Which file a path means, however it is spelled and through whatever links: its device and inode or, for a file that
/// is not there yet, those of its folder and its name in it.
/// </summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, string Name)
{
    private const int MostLinks = 40;

    /// <summary>The identity of what a path leads to; null where not even its folder is there.</summary>
    public static FileIdentity? Of(string path)
    {
        string place = Path.GetFullPath(path);
        for (int links = 0; links < MostLinks; links++)
        {
            if (NativeFiles.TryStatus(place, out var file))
                return Of(file, "");
            // A link to nothing yet: its target is what would be made.
            if (new FileInfo(place).LinkTarget is not { } target)
                break;
            place = Path.GetFullPath(target, Path.GetDirectoryName(place)!);
        }

        return Path.GetDirectoryName(place) is { } parent && NativeFiles.TryStatus(parent, out var folder)
            ? Of(folder, Path.GetFileName(place))
            : null;
    }

    private static FileIdentity Of(FileStatus status, string name) => new(status.Device, status.Inode, name);
}
