using System.CommandLine;
using System.CommandLine.Invocation;
using LightningDrag;
using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Runtime;

try
{
    // Before the program's other parts are loaded, for each of them is a file to open.
    ProcessLimits.Require();
}
catch (LightningDragException error)
{
    new Terminal(Console.Out, Console.Error, json: false).WriteError(error.Code.ToString(), error.Message);
    return ExitCode.Of(error.Code);
}

var parse = CommandTree.Create().Parse(args);
if (parse.Action is ParseErrorAction || UnknownOptions.First(parse) is not null)
{
    CommandRunner.TerminalOf(parse).WriteError("Usage", UsageError.Describe(parse));
    return ExitCode.Usage;
}

try
{
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
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    // Help, version and completions are written by the parser itself.
    return CommandRunner.TerminalOf(parse).EndWithoutOutput(e);
}
