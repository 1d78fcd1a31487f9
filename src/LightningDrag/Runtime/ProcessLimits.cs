using System.Globalization;

namespace LightningDrag.Runtime;

/// <summary>
/// Tells of limits of the process that .NET and the networks would meet without a word for people (ulimit, and what
/// sets it for services).
/// </summary>
internal static class ProcessLimits
{
    private const string Limits = "/proc/self/limits";

    /// <summary>
    /// Address space that loading and a small edit take, thread stacks and reserved heaps included; measured.
    /// </summary>
    private const long LeastMemory = 4L << 30;

    /// <summary>Libraries, maps and pipes of a run that have to be open at once; measured.</summary>
    private const long LeastFiles = 110;

    /// <summary>Refuses limits below what a run takes.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: names the limit.</exception>
    public static void Require()
    {
        if (!File.Exists(Limits))
            return;
        try
        {
            Require(File.ReadAllLines(Limits));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever hides its own limits from a process finds out otherwise.
        }
    }

    /// <summary>The same for the lines of Linux's table of limits.</summary>
    internal static void Require(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            if (SoftLimit(line, "Max address space") is { } memory && memory < LeastMemory)
            {
                throw Low(
                    $"Memory is limited to {memory >> 20} MiB (ulimit -v), and the networks take up to "
                        + $"{LeastMemory >> 20} MiB of address space",
                    "ulimit -v unlimited"
                );
            }

            if (SoftLimit(line, "Max open files") is { } files && files < LeastFiles)
            {
                throw Low(
                    $"Open files are limited to {files} (ulimit -n), and {LeastFiles} are needed",
                    "ulimit -n 1024"
                );
            }
        }
    }

    private static long? SoftLimit(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal)
        && long.TryParse(
            line[name.Length..].TrimStart().Split(' ')[0],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long limit
        )
            ? limit
            : null;

    private static LightningDragException Low(string what, string remedy) =>
        new(ErrorCode.Unsupported, $"{what}: raise the limit ('{remedy}', or LimitAS and LimitNOFILE of a service).");
}
