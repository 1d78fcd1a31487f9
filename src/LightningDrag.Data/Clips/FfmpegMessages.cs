using System.Runtime.InteropServices;

namespace LightningDrag.Data.Clips;

/// <summary>Keeps FFmpeg and OpenCV from writing about damaged files to standard error: the records say what was wrong.</summary>
internal static partial class FfmpegMessages
{
    private const string QuietFfmpeg = "-8";

    /// <summary>Takes effect for videos opened from now on; what the user has set stays.</summary>
    public static void Silence()
    {
        // .NET's own variables are not those that native code reads.
        _ = SetVariable("OPENCV_FFMPEG_LOGLEVEL", QuietFfmpeg, overwrite: 0);
        _ = SetVariable("OPENCV_LOG_LEVEL", "ERROR", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
