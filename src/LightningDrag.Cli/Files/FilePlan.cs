using LightningDrag.Cli.Commands;
using LightningDrag.Files;

namespace LightningDrag.Cli.Files;

/// <summary>
/// The files that a command reads and those that it will write, compared before the work: an output is none of the
/// inputs, however both are spelled and linked, no two outputs are one file, and each can be written.
/// </summary>
internal sealed class FilePlan
{
    private readonly List<(string What, string Path)> inputs = [];
    private readonly List<(string What, string Path, string Option, long Bytes)> outputs = [];

    /// <summary>Whether a result goes to standard output.</summary>
    public bool TakesStandardOutput => outputs.Exists(output => StandardStreams.IsOutput(output.Path));

    /// <summary>Adds a file that is read; nothing where there is none.</summary>
    /// <param name="what">What messages call it: "the photo".</param>
    /// <param name="path">The file.</param>
    public FilePlan Reads(string what, string? path)
    {
        if (path is not null)
            inputs.Add((what, path));
        return this;
    }

    /// <summary>Adds the files of a folder that is read.</summary>
    public FilePlan ReadsFolder(string what, string folder, params ReadOnlySpan<string> patterns)
    {
        if (!Directory.Exists(folder))
            return this;
        foreach (string pattern in patterns)
        {
            inputs.AddRange(Directory.EnumerateFiles(folder, pattern).Select(file => (what, file)));
        }

        return this;
    }

    /// <summary>Adds a file that is written; nothing where there is none.</summary>
    /// <param name="what">What messages call it: "the result".</param>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that gives it another name.</param>
    /// <param name="bytes">About how many it will have at most.</param>
    public FilePlan Writes(string what, string? path, string option, long bytes = 0)
    {
        if (path is not null)
            outputs.Add((what, path, option, bytes));
        return this;
    }

    /// <summary>Refuses what would lose something or cannot be done.</summary>
    /// <exception cref="LightningDragException">
    /// An output is an input, two are the same, or one cannot be written.
    /// </exception>
    /// <exception cref="UsageException">Standard input or output is wanted twice.</exception>
    public void Check()
    {
        if (inputs.Count(input => StandardStreams.IsInput(input.Path)) > 1)
        {
            throw new UsageException(
                "Only one of the inputs can be '-', for standard input is read once: give files for the others."
            );
        }

        if (outputs.Count(output => StandardStreams.IsOutput(output.Path)) > 1)
        {
            throw new UsageException(
                "Only one of the outputs can be '-' (standard output): give files for the others."
            );
        }

        var read = inputs
            .Where(input => !StandardStreams.IsInput(input.Path))
            .Select(input => (input.What, input.Path, Identity: FileIdentity.Of(input.Path)))
            .ToList();
        var written = new Dictionary<FileIdentity, string>();
        foreach (var (what, path, option, bytes) in outputs.Where(output => !StandardStreams.IsOutput(output.Path)))
        {
            OutputFile.Require(path, bytes);
            if (FileIdentity.Of(path) is not { } identity || IsDevice(path))
                continue;
            if (read.Find(input => input.Identity == identity) is { What: { } kind, Path: var same })
            {
                throw Invalid($"{Capital(what)} would overwrite {kind} '{same}': give another name with {option}.");
            }

            if (!written.TryAdd(identity, what))
            {
                throw Invalid(
                    $"{Capital(what)} and {written[identity]} would both be written to '{path}': give another "
                        + $"name with {option}."
                );
            }
        }
    }

    private static bool IsDevice(string path) => NativeFiles.TryStatus(path, out var status) && !status.IsRegularFile;

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
