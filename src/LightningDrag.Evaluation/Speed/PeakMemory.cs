using System.Runtime.InteropServices;

namespace LightningDrag.Evaluation.Speed;

/// <summary>The largest resident memory of a process, as its system keeps it.</summary>
internal static partial class PeakMemory
{
    private const int Children = -1;

    /// <summary>Of this process so far, MiB.</summary>
    public static double OfThisProcess()
    {
        if (OperatingSystem.IsLinux())
            return Kibibytes(File.ReadLines("/proc/self/status")) / 1024;
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / 1048576.0;
    }

    /// <summary>Of the largest child process that has ended, MiB; 0 on Windows, which forgets it.</summary>
    public static double OfEndedChildren()
    {
        if (OperatingSystem.IsWindows())
            return 0;

        // struct rusage: two timevals, then ru_maxrss in KiB, on macOS in bytes.
        Span<long> usage = stackalloc long[18];
        if (GetResourceUsage(Children, ref MemoryMarshal.GetReference(usage)) != 0)
            return 0;
        return usage[4] / (OperatingSystem.IsMacOS() ? 1048576.0 : 1024.0);
    }

    private static double Kibibytes(IEnumerable<string> status)
    {
        string line = status.First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(
            line.AsSpan(6, line.Length - 6 - "kB".Length),
            System.Globalization.CultureInfo.InvariantCulture
        );
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, ref long usage);
}
