namespace LightningDrag.Files;

/// <summary>What kind of thing a path leads to.</summary>
internal enum PathKind
{
    /// <summary>A file with contents of its own.</summary>
    RegularFile,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, a pipe, a socket.</summary>
    Other,
}

/// <summary>What a system says of a file.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Device">The disk's number.</param>
/// <param name="Inode">The file's number on the disk.</param>
/// <param name="Owner">Who owns it; 0 where the system has no such numbers.</param>
/// <param name="Group">Whose group it is; 0 likewise.</param>
/// <param name="Permissions">Who may do what; none where the system keeps them otherwise.</param>
internal readonly record struct FileStatus(
    PathKind Kind,
    ulong Device,
    ulong Inode,
    uint Owner = 0,
    uint Group = 0,
    UnixFileMode Permissions = UnixFileMode.None
)
{
    private const int KindMask = 0xF000,
        RegularFile = 0x8000,
        Folder = 0x4000,
        PermissionMask = 0x1FF;

    /// <summary>Whether it is a file with contents of its own.</summary>
    public bool IsRegularFile => Kind == PathKind.RegularFile;

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Kind == PathKind.Folder;

    /// <summary>From the numbers of a Unix system.</summary>
    public static FileStatus OfUnix(ushort mode, ulong device, ulong inode, uint owner, uint group)
    {
        var kind = (mode & KindMask) switch
        {
            RegularFile => PathKind.RegularFile,
            Folder => PathKind.Folder,
            _ => PathKind.Other,
        };
        return new FileStatus(kind, device, inode, owner, group, (UnixFileMode)(mode & PermissionMask));
    }
}
