using System.Runtime.InteropServices;

namespace LightningDrag.Evaluation.Speed;

/// <summary>The largest resident memory of a process, as Linux keeps it.</summary>
internal static partial class PeakMemory
{
    private const int Children = -1;

    /// <summary>Of this process so far, MiB.</summary>
    public static double OfThisProcess() => Kibibytes(File.ReadLines("/proc/self/status")) / 1024;

    /// <summary>Of the largest child process that has ended, MiB.</summary>
    public static double OfEndedChildren()
    {
        // struct rusage: two timevals, then ru_maxrss in KiB.
        Span<long> usage = stackalloc long[18];
        return GetResourceUsage(Children, ref MemoryMarshal.GetReference(usage)) == 0 ? usage[4] / 1024.0 : 0;
    }

    private static double Kibibytes(IEnumerable<string> status)
    {
        string line = status.First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(6, line.Length - 6 - "kB".Length), System.Globalization.CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, ref long usage);
}
