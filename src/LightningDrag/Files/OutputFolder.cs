namespace LightningDrag.Files;

/// <summary>
/// A folder that a command fills: a new one, an empty one, or one that an earlier run of the same command made.
/// </summary>
internal static class OutputFolder
{
    /// <summary>
    /// Checks, before the work, that the folder can be made or written in and that nothing of anyone else's would be
    /// replaced there.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="sign">A file that an earlier run has left; with it, the folder is the command's own. Null: no file
    /// says so.</param>
    /// <param name="written">What the command writes there, as names with * and ?.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: a file, or a folder with other things of these names;
    /// <see cref="ErrorCode.Unsupported"/>: no permission.
    /// </exception>
    public static void Require(string path, string? sign, params ReadOnlySpan<string> written)
    {
        string full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new LightningDragException(ErrorCode.InvalidRequest, $"'{path}' is a file: give a folder.");
        }

        string parent = full;
        while (!Directory.Exists(parent) && Path.GetDirectoryName(parent) is { } above)
        {
            if (File.Exists(parent))
            {
                throw new LightningDragException(
                    ErrorCode.InvalidRequest,
                    $"The folder '{path}' cannot be made, for '{parent}' is a file: name another one."
                );
            }

            parent = above;
        }

        if (!NativeFiles.CanMakeFilesIn(parent))
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"The folder '{path}' cannot be written (no permission to write in '{parent}')."
            );
        }

        if (parent != full || (sign is not null && Directory.EnumerateFiles(full, sign).Any()))
            return;
        foreach (string pattern in written)
        {
            if (Directory.EnumerateFileSystemEntries(full, pattern).FirstOrDefault() is not { } other)
                continue;
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"The folder '{path}' holds '{Path.GetFileName(other)}', which is not of an earlier run and "
                    + $"would be replaced: give a new or empty folder."
            );
        }
    }
}
