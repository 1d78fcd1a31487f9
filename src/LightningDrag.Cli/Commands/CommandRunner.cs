using System.CommandLine;
using LightningDrag.Cli.Output;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// Runs a command's body: gives it a terminal, and turns whatever it throws into one line and an exit code.
/// </summary>
internal static class CommandRunner
{
    /// <summary>Prints one JSON object instead of lines for people.</summary>
    public static Option<bool> JsonOption { get; } =
        new("--json") { Description = "Print one JSON object to standard output and nothing else", Recursive = true };

    /// <summary>Tells all that is known of an error, for a bug report.</summary>
    public static Option<bool> VerboseOption { get; } =
        new("--verbose")
        {
            Description = "After an error, write all that is known of it to standard error",
            Recursive = true,
        };

    /// <summary>Makes <paramref name="body"/> what the command does.</summary>
    public static void Run(this Command command, Func<ParseResult, Terminal, CancellationToken, Task> body) =>
        command.RunWithExitCode(
            async (parse, terminal, cancellationToken) =>
            {
                await body(parse, terminal, cancellationToken).ConfigureAwait(false);
                return ExitCode.Success;
            }
        );

    /// <summary>The same where the result itself may be bad news.</summary>
    public static void RunWithExitCode(
        this Command command,
        Func<ParseResult, Terminal, CancellationToken, Task<int>> body
    ) =>
        command.SetAction(
            async (parse, cancellationToken) =>
            {
                var terminal = TerminalOf(parse);
                try
                {
                    return await body(parse, terminal, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    terminal.WriteError("Cancelled", "Cancelled.");
                    return ExitCode.Cancelled;
                }
                catch (UsageException error)
                {
                    terminal.WriteError("Usage", error.Message);
                    return ExitCode.Usage;
                }
                catch (StandardOutputException error)
                {
                    return terminal.EndWithoutOutput(error.InnerException!);
                }
                catch (Exception error)
                {
                    var (code, message, exitCode) = PlainError.Of(error);
                    terminal.WriteError(code, message);
                    if (parse.GetValue(VerboseOption))
                        parse.InvocationConfiguration.Error.WriteLine(error);
                    return exitCode;
                }
            }
        );

    /// <summary>The terminal of an invocation.</summary>
    public static Terminal TerminalOf(ParseResult parse) =>
        new(
            parse.InvocationConfiguration.Output,
            parse.InvocationConfiguration.Error,
            parse.Tokens.Any(token => token.Value == JsonOption.Name)
        );
}

/// <summary>A command line that is well-formed option by option but makes no sense as a whole.</summary>
internal sealed class UsageException(string message) : Exception(message);
