using System.CommandLine;
using LightningDrag.Editing;

namespace LightningDrag.Cli.Commands;

/// <summary>A command that the program with everything has: here it says how to get that one.</summary>
internal static class AbsentCommand
{
    public static HeavyCommand Create(string name, string description)
    {
        var words = new Argument<string[]>("words") { Hidden = true };
        var command = new Command(name, $"{description} (needs {TorchLibrary.Name}, which is not installed)") { words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.Run((_, _, _) => throw new LightningDragException(
            ErrorCode.Unsupported, $"The command '{name}' needs {TorchLibrary.Name}, which is not installed: run '{TorchLibrary.Command}'."));
        return new HeavyCommand(command);
    }
}
