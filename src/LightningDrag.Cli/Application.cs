using System.CommandLine;
using System.CommandLine.Invocation;
using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Output;

namespace LightningDrag.Cli;

/// <summary>The program: the editor's commands and, where it was built with them, those that need libtorch.</summary>
internal static class Application
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="heavy">The commands that need libtorch.</param>
    public static async Task<int> RunAsync(string[] args, params HeavyCommand[] heavy)
    {
        var root = new RootCommand("Edits photos by dragging points: what lies under a handle goes to its target, and the rest of the picture follows.")
        {
            CommandRunner.JsonOption,
            CommandRunner.VerboseOption,
            EditCommand.Create(),
            RotateCommand.Create(),
            ScaleCommand.Create(),
            MoveCommand.Create(),
            SuggestMaskCommand.Create(),
            SelectCommand.Create(),
            ServeCommand.Create(),
        };
        foreach (var further in heavy) root.Add(further.Command);
        Command[] last = [ModelsCommand.Create(), InfoCommand.Create(), CompletionCommand.Create()];
        foreach (var command in last) root.Add(command);

        var parse = root.Parse(args);
        if (parse.Action is ParseErrorAction)
        {
            CommandRunner.TerminalOf(parse).WriteError("Usage", UsageError.Describe(parse));
            return ExitCode.Usage;
        }

        // Ctrl-C: native code finishes what it is in the middle of before the command can end; a run saves its state; a server has its own way down.
        string name = parse.CommandResult.Command.Name;
        return await parse.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = name == ServeCommand.Name ? null : Array.Find(heavy, further => further.Command.Name == name)?.TimeToEnd ?? TimeToEnd,
        }).ConfigureAwait(false);
    }
}

/// <summary>A command that needs libtorch.</summary>
/// <param name="Command">The command.</param>
/// <param name="TimeToEnd">What it takes after SIGTERM or Ctrl-C; null: what any command takes.</param>
internal sealed record HeavyCommand(Command Command, TimeSpan? TimeToEnd = null);
