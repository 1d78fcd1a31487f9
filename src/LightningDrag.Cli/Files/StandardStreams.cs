using LightningDrag.Files;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Files;

/// <summary>Files by the names that a command line gives them: "-" is standard input or output.</summary>
internal static class StandardStreams
{
    /// <summary>What stands for standard input and output among file names.</summary>
    public const string Name = "-";

    /// <summary>Whether a path that is read means standard input.</summary>
    public static bool IsInput(string path) => path == Name;

    /// <summary>
    /// Whether a path that is written means standard output, where lines for people would be in the way.
    /// </summary>
    public static bool IsOutput(string path) => path is Name or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";

    /// <summary>Reads a picture.</summary>
    /// <inheritdoc cref="ImageReader.Read(string, ImageLimits, ICollection{string})"/>
    public static RasterImage ReadImage(string path, ICollection<string>? notes = null)
    {
        if (!IsInput(path))
            return ImageReader.Read(path, notes: notes);
        using var input = Console.OpenStandardInput();
        return ImageReader.Read(input, "Standard input", null, notes);
    }

    /// <summary>
    /// Reads a text, without a byte-order mark; of more than <paramref name="mostBytes"/> one more is returned.
    /// </summary>
    public static byte[] ReadText(string path, long mostBytes)
    {
        if (!IsInput(path))
            return TextFile.Read(path, mostBytes);
        using var input = Console.OpenStandardInput();
        return TextFile.Read(input, mostBytes);
    }

    /// <summary>Writes a file.</summary>
    public static void Write(string path, byte[] content)
    {
        if (!IsOutput(path))
        {
            OutputFile.Write(path, content);
            return;
        }

        try
        {
            using var output = Console.OpenStandardOutput();
            output.Write(content);
            output.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"Standard output cannot be written ({e.Message.TrimEnd('.')}).",
                e
            );
        }
    }
}
