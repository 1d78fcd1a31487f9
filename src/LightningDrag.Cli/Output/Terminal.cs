using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LightningDrag.Cli.Output;

/// <summary>
/// Where a command writes. Standard output carries the result: lines for people or, with <c>--json</c>, exactly one JSON object.
/// Standard error carries notes, progress and, without <c>--json</c>, errors.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool Json => json;

    /// <summary>Writes a line of the result for people; nothing with <c>--json</c>.</summary>
    public void WriteLine(string line)
    {
        if (!json) output.WriteLine(line);
    }

    /// <summary>Writes the result as JSON; nothing without <c>--json</c>.</summary>
    public void WriteJson<T>(T result, JsonTypeInfo<T> type)
    {
        if (json) output.WriteLine(JsonSerializer.Serialize(result, type));
    }

    /// <summary>Mentions something that a person may want to know; with <c>--json</c> it belongs in the result.</summary>
    public void WriteNote(string note)
    {
        if (!json) error.WriteLine($"note: {note}");
    }

    /// <summary>Reports the error that ended the command.</summary>
    public void WriteError(string code, string message)
    {
        if (json) WriteJson(new ErrorReport(new ErrorDetail(code, message)), ReportJson.Readable.ErrorReport);
        else error.WriteLine($"error: {message}");
    }
}
