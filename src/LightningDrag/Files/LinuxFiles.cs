using System.Runtime.InteropServices;

namespace LightningDrag.Files;

/// <summary>Files as Linux tells of them.</summary>
internal static partial class LinuxFiles
{
    private const int CurrentFolder = -100,
        BasicStatistics = 0x7ff,
        LongestName = 3,
        EffectiveIds = 0x200;

    /// <summary>The right to write, and beside it to enter a folder.</summary>
    private const int Write = 2,
        WriteAndEnter = 3;

    public static bool TryStatus(string path, out FileStatus status)
    {
        bool isThere = GetStatus(CurrentFolder, path, 0, BasicStatistics, out var found) == 0;
        status = isThere
            ? FileStatus.OfUnix(
                found.Mode,
                ((ulong)found.DeviceMajor << 32) | found.DeviceMinor,
                found.Inode,
                found.Owner,
                found.Group
            )
            : default;
        return isThere;
    }

    public static bool CanMakeFilesIn(string folder) => Access(CurrentFolder, folder, WriteAndEnter, EffectiveIds) == 0;

    public static bool CanWrite(string file) => Access(CurrentFolder, file, Write, EffectiveIds) == 0;

    public static long LongestNameIn(string folder) => PathLimit(folder, LongestName);

    public static void GiveTo(string file, uint owner, uint group) => _ = ChangeOwner(file, owner, group);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(int folder, string path, int flags, uint wanted, out Status status);

    [LibraryImport("libc", EntryPoint = "faccessat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(int folder, string path, int mode, int flags);

    [LibraryImport("libc", EntryPoint = "pathconf", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long PathLimit(string path, int name);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    /// <summary><c>struct statx</c>, which is the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
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
    }
}
