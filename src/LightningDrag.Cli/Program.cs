using System.CommandLine;
using System.CommandLine.Invocation;
using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Commands.Pairs;
using LightningDrag.Cli.Output;

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
    PairsCommand.Create(),
    ServeCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    ModelsCommand.Create(),
    InfoCommand.Create(),
    CompletionCommand.Create(),
};

var parse = root.Parse(args);
if (parse.Action is ParseErrorAction)
{
    CommandRunner.TerminalOf(parse).WriteError("Usage", UsageError.Describe(parse));
    return ExitCode.Usage;
}

return await parse.InvokeAsync(new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,

    // Ctrl-C: native code finishes what it is in the middle of before the command can end; a run saves its state; a server has its own way down.
    ProcessTerminationTimeout = parse.CommandResult.Command.Name switch
    {
        ServeCommand.Name => null,
        TrainCommand.Name => TrainCommand.TimeToSave,
        _ => TimeSpan.FromSeconds(10),
    },
});
