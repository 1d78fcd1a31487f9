namespace LightningDrag.Files;

/// <summary>
/// What .NET does not tell of a file: which one it is, of what kind, and what its folder allows. Linux is asked without
/// touching anything; elsewhere a folder or a file is tried.
/// </summary>
internal static class NativeFiles
{
    /// <summary>Most bytes of a name on the file systems of macOS, most letters on those of Windows.</summary>
    private const int UsualLongestName = 255;

    /// <summary>The status of what a path leads to, links followed.</summary>
    /// <returns>Whether there is anything.</returns>
    public static bool TryStatus(string path, out FileStatus status) =>
        OperatingSystem.IsWindows() ? WindowsFiles.TryStatus(path, out status)
        : OperatingSystem.IsMacOS() ? MacFiles.TryStatus(path, out status)
        : LinuxFiles.TryStatus(path, out status);

    /// <summary>Whether files can be made in a folder.</summary>
    public static bool CanMakeFilesIn(string folder) =>
        OperatingSystem.IsLinux() ? LinuxFiles.CanMakeFilesIn(folder) : CanMakeOneIn(folder);

    /// <summary>Whether a file's content may be changed.</summary>
    public static bool CanWrite(string file) =>
        OperatingSystem.IsLinux()
            ? LinuxFiles.CanWrite(file)
            : Succeeds(() =>
                File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete).Dispose()
            );

    /// <summary>Most bytes of a file's name in a folder.</summary>
    public static int LongestNameIn(string folder) =>
        OperatingSystem.IsLinux() && LinuxFiles.LongestNameIn(folder) is var bytes and > 0
            ? (int)Math.Min(bytes, UsualLongestName)
            : UsualLongestName;

    /// <summary>Hands a file's permissions and owner down to another; only the administrator can give files away, and
    /// nobody minds where it fails. On Windows both follow from the folder.</summary>
    public static void HandDown(FileStatus from, string to)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (OperatingSystem.IsLinux())
            LinuxFiles.GiveTo(to, from.Owner, from.Group);
        else
            MacFiles.GiveTo(to, from.Owner, from.Group);
        File.SetUnixFileMode(to, from.Permissions);
    }

    /// <summary>By making one, which is gone as soon as it is closed.</summary>
    internal static bool CanMakeOneIn(string folder)
    {
        string file = Path.Combine(folder, ".ld-" + Path.GetRandomFileName()[..8]);
        return Succeeds(() =>
            File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose)
                .Dispose()
        );
    }

    private static bool Succeeds(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
