using LightningDrag.Files;

namespace LightningDrag.Weights;

/// <summary>What the readers of weights have in common: how a file is opened, and what its faults become.</summary>
internal static class UntrustedFile
{
    /// <summary>Maps a file and reads what it says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it should be, for messages.</param>
    /// <param name="remedy">What to do about one that is not sound, for messages.</param>
    /// <param name="minLength">Bytes without which it cannot be that.</param>
    /// <param name="read">Takes the map over; throws <see cref="InvalidDataException"/> with the part of a sentence
    /// that says what is wrong.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: missing, unreadable, or not
    /// sound.</exception>
    public static T Open<T>(string path, string kind, string remedy, int minLength, Func<MappedFile, T> read)
    {
        MappedFile? map = null;
        try
        {
            var entry = new FileInfo(path);
            if (!entry.Exists)
                throw new LightningDragException(
                    ErrorCode.InvalidFile,
                    $"The file '{path}' does not exist: check the path."
                );
            // Asked before opening, because opening a pipe would wait for ever; its length counts as 0.
            long length = (entry.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? entry).Length;
            if (length < minLength)
                throw new InvalidDataException($"it has {length} bytes, and the shortest has {minLength}");
            map = MappedFile.Open(path);
            return read(map);
        }
        catch (Exception e)
        {
            map?.Dispose();
            if (e is InvalidDataException)
            {
                if (KindOf(path) is { } other)
                {
                    throw new LightningDragException(ErrorCode.InvalidFile, $"'{path}' {other}.", e);
                }

                throw new LightningDragException(
                    ErrorCode.InvalidFile,
                    $"'{path}' is not a sound {kind}: {e.Message}; {remedy}.",
                    e
                );
            }

            if (e is not (IOException or UnauthorizedAccessException or ArgumentException))
                throw;
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The file '{path}' cannot be read ({e.Message}): check its path and permissions.",
                e
            );
        }
    }

    /// <summary>What stands in place of weights where a download went wrong; null for nothing known.</summary>
    private static string? KindOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var begin = new byte[1024];
            return FileKinds.DescribeText(
                begin.AsSpan(0, file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false))
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
