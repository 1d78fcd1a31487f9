using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LightningDrag.Cli.Output;

/// <summary>
/// Where a command writes. Standard output carries the result: lines for people or, with <c>--json</c>, exactly one JSON object.
/// Standard error carries notes, progress and, without <c>--json</c>, errors.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    /// <summary>For people's eyes and for files, never inside HTML: quotes and letters of all languages stay readable.</summary>
    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
        if (!json) return;
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Format)) JsonSerializer.Serialize(writer, result, type);
        output.WriteLine(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }

    /// <summary>Mentions something that a person may want to know; with <c>--json</c> it belongs in the result.</summary>
    public void WriteNote(string note)
    {
        if (!json) error.WriteLine($"note: {note}");
    }

    /// <summary>Tells on standard error how far a long command is; nothing with <c>--json</c>.</summary>
    public void WriteProgress(string line)
    {
        if (!json) error.WriteLine(line);
    }

    /// <summary>Reports the error that ended the command.</summary>
    public void WriteError(string code, string message)
    {
        if (json) WriteJson(new ErrorReport(new ErrorDetail(code, message)), ReportJson.Default.ErrorReport);
        else error.WriteLine($"error: {message}");
    }
}
