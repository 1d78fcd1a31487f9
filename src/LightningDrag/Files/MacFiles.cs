using System.Runtime.InteropServices;

namespace LightningDrag.Files;

/// <summary>Files as macOS tells of them, on Apple's own processors.</summary>
internal static partial class MacFiles
{
    public static bool TryStatus(string path, out FileStatus status)
    {
        bool isThere = GetStatus(path, out var found) == 0;
        status = isThere ? FileStatus.OfUnix(found.Mode, found.Device, found.Inode, found.Owner, found.Group) : default;
        return isThere;
    }

    public static void GiveTo(string file, uint owner, uint group) => _ = ChangeOwner(file, owner, group);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetStatus(string path, out Status status);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint owner, uint group);

    /// <summary><c>struct stat</c> with 64-bit numbers of files, the only one there.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 144)]
    private readonly struct Status
    {
        [field: FieldOffset(0)]
        public uint Device { get; }

        [field: FieldOffset(4)]
        public ushort Mode { get; }

        [field: FieldOffset(8)]
        public ulong Inode { get; }

        [field: FieldOffset(16)]
        public uint Owner { get; }

        [field: FieldOffset(20)]
        public uint Group { get; }
    }
}
