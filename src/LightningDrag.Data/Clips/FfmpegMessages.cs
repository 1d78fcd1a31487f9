using System.Runtime.InteropServices;

namespace LightningDrag.Data.Clips;

/// <summary>
/// Keeps FFmpeg and OpenCV from writing about damaged files to standard error: the records say what was wrong.
/// </summary>
internal static partial class FfmpegMessages
{
    private const string QuietFfmpeg = "-8";

    /// <summary>Takes effect for videos opened from now on; what the user has set stays.</summary>
    public static void Silence()
    {
        Set("OPENCV_FFMPEG_LOGLEVEL", QuietFfmpeg);
        Set("OPENCV_LOG_LEVEL", "ERROR");
    }

    /// <summary>.NET's own variables are not those that native code reads.</summary>
    private static void Set(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
            _ = SetVariable(name, value, overwrite: 0);
        else if (Environment.GetEnvironmentVariable(name) is null)
            _ = PutVariable(name, value);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int PutVariable(string name, string value);
}
