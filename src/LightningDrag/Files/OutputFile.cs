using System.Text;

namespace LightningDrag.Files;

/// <summary>
/// Writes files that are either whole or not there, and says beforehand whether they can be written. A file that is
/// replaced hands down its permissions and, where possible, its owner; links keep pointing to it. What is no regular
/// file (a device, a pipe) is written into, never replaced.
/// </summary>
internal static class OutputFile
{
    /// <summary>Does not grow with the name of the file, which may be as long as the file system allows.</summary>
    private const string TemporaryPrefix = ".ld-";

    /// <summary>
    /// Checks what can be known before the work: that there is a folder to write in, a name that it takes, permission,
    /// and room.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">About how many it will have at most.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: a folder, a missing folder, a name that is too long;
    /// <see cref="ErrorCode.Unsupported"/>: no permission, no room.
    /// </exception>
    public static void Require(string path, long bytes = 0)
    {
        if (!IsReplaced(path, out string place))
            return;
        string folder = Path.GetDirectoryName(place)!;
        if (!NativeFiles.TryStatus(folder, out var status) || !status.IsFolder)
        {
            throw Invalid(
                File.Exists(folder)
                    ? $"'{folder}' is a file, no folder to write '{Path.GetFileName(place)}' in: write elsewhere."
                    : $"The folder '{folder}' does not exist: create it, or write elsewhere."
            );
        }

        int length = Encoding.UTF8.GetByteCount(Path.GetFileName(place)),
            most = NativeFiles.LongestNameIn(folder);
        if (length > most)
        {
            throw Invalid(
                $"The name of '{path}' has {length} bytes, and the file system takes {most}: give a shorter one."
            );
        }

        if (!NativeFiles.CanMakeFilesIn(folder))
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"'{path}' cannot be written (no permission to write in the folder '{folder}')."
            );
        }

        if (File.Exists(place) && !NativeFiles.CanWrite(place))
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"'{path}' cannot be written (the file that is there is write-protected)."
            );
        }

        DiskSpace.Require(path, folder, bytes);
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="LightningDragException">As for <see cref="Require"/>, or the disk fills up.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> content) =>
        Write(path, stream => stream.Write(content.Span), content.Length);

    /// <summary>Writes a file piece by piece.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="bytes">About how many that will be at most.</param>
    /// <exception cref="LightningDragException">As for <see cref="Require"/>, or the disk fills up.</exception>
    public static void Write(string path, Action<Stream> write, long bytes = 0)
    {
        Require(path, bytes);
        try
        {
            if (IsReplaced(path, out string place))
                Replace(place, write);
            else
                WriteInto(path, write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"'{path}' cannot be written ({e.Message.TrimEnd('.')}).",
                e
            );
        }
    }

    private static void Replace(string place, Action<Stream> write)
    {
        string temporary = Path.Combine(Path.GetDirectoryName(place)!, TemporaryPrefix + Path.GetRandomFileName()[..8]);
        try
        {
            using (
                var file = new FileStream(
                    temporary,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 0
                )
            )
            {
                if (NativeFiles.TryStatus(place, out var old))
                    NativeFiles.HandDown(old, temporary);
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, place, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Through memory, for a pipe cannot go back and a device has no length.</summary>
    private static void WriteInto(string path, Action<Stream> write)
    {
        using var content = new MemoryStream();
        write(content);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(content.GetBuffer(), 0, (int)content.Length);
    }

    /// <summary>
    /// Whether the path stands for a regular file, there or to be made; if so, its place behind all links.
    /// </summary>
    private static bool IsReplaced(string path, out string place)
    {
        try
        {
            place = Path.GetFullPath(path);
            if (NativeFiles.TryStatus(place, out var status))
            {
                if (status.IsFolder)
                    throw Invalid($"'{path}' is a folder: give a file name.");
                if (!status.IsRegularFile)
                    return false;
            }

            // Not the file's folder alone is looked at: the link itself may lead to another one.
            var file = new FileInfo(place);
            if (file.LinkTarget is not null)
                place = file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            return true;
        }
        catch (Exception e)
            when (e is IOException or ArgumentException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"'{path}' is not a path that can be written to ({e.Message.TrimEnd('.')}).",
                e
            );
        }
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
