namespace LightningDrag.Files;

/// <summary>
/// Tells of a full disk before the work; where the disk fills up meanwhile, or a quota does, writing fails.
/// </summary>
internal static class DiskSpace
{
    /// <summary>Refuses to write what the disk has no room for.</summary>
    /// <param name="path">What the message calls the file.</param>
    /// <param name="folder">An existing folder on the disk.</param>
    /// <param name="needed">Bytes to write.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: no room.</exception>
    public static void Require(string path, string folder, long needed)
    {
        if (Left(folder) is not { } left || left >= needed)
            return;
        throw new LightningDragException(
            ErrorCode.Unsupported,
            $"'{path}' needs {needed} bytes and the disk has {left} left: make room on the disk or write elsewhere."
        );
    }

    /// <summary>Bytes that are free; null where the disk does not tell, as some do that lie behind a network.</summary>
    private static long? Left(string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);
            return disk.TotalSize == 0 ? null : disk.AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
