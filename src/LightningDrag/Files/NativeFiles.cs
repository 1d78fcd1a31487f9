using System.Runtime.InteropServices;

namespace LightningDrag.Files;

/// <summary>What .NET does not tell of a file: which one it is, of what kind, and what its folder allows.</summary>
internal static partial class NativeFiles
{
    private const int CurrentFolder = -100, BasicStatistics = 0x7ff, LongestName = 3, EffectiveIds = 0x200;

    /// <summary>The right to write into a folder and to enter it.</summary>
    private const int WriteAndEnter = 3;

    /// <summary>The status of what a path leads to, links followed.</summary>
    /// <returns>Whether there is anything.</returns>
    public static bool TryStatus(string path, out FileStatus status) =>
        GetStatus(CurrentFolder, path, 0, BasicStatistics, out status) == 0;

    /// <summary>Whether files can be made in a folder.</summary>
    public static bool CanMakeFilesIn(string folder) => Access(CurrentFolder, folder, WriteAndEnter, EffectiveIds) == 0;

    /// <summary>Whether a file's content may be changed.</summary>
    public static bool CanWrite(string file) => Access(CurrentFolder, file, 2, EffectiveIds) == 0;

    /// <summary>Most bytes of a file's name in a folder.</summary>
    public static int LongestNameIn(string folder) =>
        PathLimit(folder, LongestName) is var bytes and > 0 ? (int)Math.Min(bytes, 255) : 255;

    /// <summary>Gives a file to another owner; only the administrator can, and nobody minds where it fails.</summary>
    public static void GiveTo(string file, uint owner, uint group) => _ = ChangeOwner(file, owner, group);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(int folder, string path, int flags, uint wanted, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "faccessat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(int folder, string path, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "pathconf", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long PathLimit(string path, int name);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint owner, uint group);
}

/// <summary>Linux's <c>struct statx</c>, which is the same on every processor.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct FileStatus
{
    private const int KindMask = 0xF000, RegularFile = 0x8000, Folder = 0x4000;

    [field: FieldOffset(20)]
    public uint Owner { get; }

    [field: FieldOffset(24)]
    public uint Group { get; }

    [field: FieldOffset(28)]
    public ushort Mode { get; }

    [field: FieldOffset(32)]
    public ulong Inode { get; }

    [field: FieldOffset(136)]
    public uint DeviceMajor { get; }

    [field: FieldOffset(140)]
    public uint DeviceMinor { get; }

    public bool IsRegularFile => (Mode & KindMask) == RegularFile;

    public bool IsFolder => (Mode & KindMask) == Folder;
}
