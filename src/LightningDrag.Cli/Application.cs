using System.CommandLine;
using System.CommandLine.Invocation;
using System.Text;
using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Runtime;

namespace LightningDrag.Cli;

/// <summary>The program: the editor's commands and, where it was built with them, those that need libtorch.</summary>
internal static class Application
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="createHeavy">Makes the commands that need libtorch.</param>
    public static async Task<int> RunAsync(string[] args, Func<IReadOnlyList<HeavyCommand>> createHeavy)
    {
        // Windows' console has the letters of one part of the world, where it is not told otherwise.
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        try
        {
            // Before the program's other parts are loaded, for each of them is a file to open and memory to reserve.
            ProcessLimits.Require();
        }
        catch (LightningDragException error)
        {
            new Terminal(Console.Out, Console.Error, json: args.Contains(CommandRunner.JsonOption.Name)).WriteError(
                error.Code.ToString(),
                error.Message
            );
            return ExitCode.Of(error.Code);
        }

        var heavy = createHeavy();
        var parse = CommandTree.Create(heavy).Parse(args);
        var asked = heavy.FirstOrDefault(further => further.Command == parse.CommandResult.Command);
        if (
            asked is not { IsAbsent: true }
            && (parse.Action is ParseErrorAction || UnknownOptions.First(parse) is not null)
        )
        {
            CommandRunner.TerminalOf(parse).WriteError("Usage", UsageError.Describe(parse));
            return ExitCode.Usage;
        }

        // Ctrl-C: native code finishes what it is in the middle of before the command can end; a run saves its state; a
        // server has its own way down.
        TimeSpan? timeToEnd =
            parse.CommandResult.Command.Name == ServeCommand.Name ? null : asked?.TimeToEnd ?? TimeToEnd;
        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = timeToEnd,
            };
            return await parse.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Help, version and completions are written by the parser itself.
            return CommandRunner.TerminalOf(parse).EndWithoutOutput(e);
        }
    }
}
