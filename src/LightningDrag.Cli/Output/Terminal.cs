using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LightningDrag.Cli.Commands;

namespace LightningDrag.Cli.Output;

/// <summary>
/// Where a command writes. Standard output carries the result: lines for people or, with <c>--json</c>, exactly one
/// JSON object. Standard error carries notes, progress and, without <c>--json</c>, errors.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json)
{
    /// <summary>
    /// For people's eyes and for files, never inside HTML: quotes and letters of all languages stay readable.
    /// </summary>
    private static readonly JsonWriterOptions Format = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private bool isOutputTaken;

    /// <summary>Whether the result is wanted as JSON.</summary>
    public bool Json => json;

    /// <summary>The result itself goes to standard output: lines for people then go to standard error.</summary>
    /// <exception cref="UsageException">JSON is wanted there too.</exception>
    public void LeaveOutputToResult()
    {
        if (json)
        {
            throw new UsageException(
                "--json and a result on standard output would be mixed: write the result to a file, or leave "
                    + "out --json."
            );
        }

        isOutputTaken = true;
    }

    /// <summary>Writes a line of the result for people; nothing with <c>--json</c>.</summary>
    /// <exception cref="StandardOutputException">Standard output is full.</exception>
    public void WriteLine(string line)
    {
        if (json)
            return;
        if (isOutputTaken)
            WriteToError(line);
        else
            WriteToOutput(line);
    }

    /// <summary>Writes the result as JSON; nothing without <c>--json</c>.</summary>
    /// <exception cref="StandardOutputException">Standard output is full.</exception>
    public void WriteJson<T>(T result, JsonTypeInfo<T> type)
    {
        if (!json)
            return;
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Format))
            JsonSerializer.Serialize(writer, result, type);
        WriteToOutput(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }

    /// <summary>
    /// Mentions something that a person may want to know; with <c>--json</c> it belongs in the result.
    /// </summary>
    public void WriteNote(string note)
    {
        if (!json)
            WriteToError($"note: {note}");
    }

    /// <summary>Tells on standard error how far a long command is; nothing with <c>--json</c>.</summary>
    public void WriteProgress(string line)
    {
        if (!json)
            WriteToError(line);
    }

    /// <summary>Reports the error that ended the command.</summary>
    public void WriteError(string code, string message)
    {
        if (!json)
        {
            WriteToError($"error: {message}");
            return;
        }

        try
        {
            WriteJson(new ErrorReport(new ErrorDetail(code, message)), ReportJson.Default.ErrorReport);
        }
        catch (StandardOutputException)
        {
            WriteToError($"error: {message}");
        }
    }

    /// <summary>Says that standard output cannot be written; where there is none, nobody wanted to read it.</summary>
    /// <returns>The exit code.</returns>
    public int EndWithoutOutput(Exception cause)
    {
        if (cause is UnauthorizedAccessException)
            return ExitCode.Success;
        WriteToError(
            $"error: Standard output cannot be written ({cause.Message.TrimEnd('.')}); what the command wrote to "
                + $"files is there."
        );
        return ExitCode.Other;
    }

    private void WriteToOutput(string text)
    {
        try
        {
            output.WriteLine(text);
        }
        catch (UnauthorizedAccessException)
        {
            // Standard output was closed before the program began, as daemons do.
        }
        catch (IOException e)
        {
            throw new StandardOutputException(e);
        }
    }

    private void WriteToError(string text)
    {
        try
        {
            error.WriteLine(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is nowhere left to say it.
        }
    }
}

/// <summary>Standard output takes no more.</summary>
internal sealed class StandardOutputException(IOException cause) : Exception(cause.Message, cause);
