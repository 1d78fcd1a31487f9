using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LightningDrag.Files;

/// <summary>Files as Windows tells of them.</summary>
internal static partial class WindowsFiles
{
    /// <summary>Asks about the file only, shares it with everyone, and opens folders too.</summary>
    private const uint NoAccess = 0,
        ShareAll = 7,
        OpenExisting = 3,
        FoldersToo = 0x02000000;

    private const uint OnDisk = 1,
        FolderAttribute = 0x10;

    /// <summary>Longer paths have to say that they are whole.</summary>
    private const int LongestPlainPath = 259;

    public static bool TryStatus(string path, out FileStatus status)
    {
        status = default;
        string name = path.Length > LongestPlainPath ? @"\\?\" + Path.GetFullPath(path) : path;
        using var file = Open(name, NoAccess, ShareAll, 0, OpenExisting, FoldersToo, 0);
        if (file.IsInvalid)
            return false;
        if (GetFileType(file) != OnDisk)
        {
            status = new FileStatus(PathKind.Other, 0, 0);
            return true;
        }

        if (!GetInformation(file, out var found))
            return false;
        var kind = (found.Attributes & FolderAttribute) != 0 ? PathKind.Folder : PathKind.RegularFile;
        status = new FileStatus(kind, found.Volume, ((ulong)found.IndexHigh << 32) | found.IndexLow);
        return true;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeFileHandle Open(
        string name,
        uint access,
        uint share,
        nint security,
        uint creation,
        uint flags,
        nint template
    );

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetFileType(SafeFileHandle file);

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetInformation(SafeFileHandle file, out Information information);

    /// <summary><c>BY_HANDLE_FILE_INFORMATION</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 52)]
    private readonly struct Information
    {
        [field: FieldOffset(0)]
        public uint Attributes { get; }

        [field: FieldOffset(28)]
        public uint Volume { get; }

        [field: FieldOffset(44)]
        public uint IndexHigh { get; }

        [field: FieldOffset(48)]
        public uint IndexLow { get; }
    }
}
