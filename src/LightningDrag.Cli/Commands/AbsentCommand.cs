using System.CommandLine;
using LightningDrag.Editing;

namespace LightningDrag.Cli.Commands;

/// <summary>The commands that the program with everything has: here they say how to get that one.</summary>
internal static class AbsentCommand
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<HeavyCommand> All() =>
        [
            Create("pairs", "Make supervision pairs from videos, and look after them"),
            Create("train", "Train the compact model or sd15"),
            Create("evaluate", "Measure a model"),
        ];

    private static HeavyCommand Create(string name, string description)
    {
        var words = new Argument<string[]>("words") { Hidden = true };
        var command = new Command(name, $"{description} (needs {TorchLibrary.Name})") { words };
        command.TreatUnmatchedTokensAsErrors = false;
        command.Run(
            (_, _, _) =>
                throw new LightningDragException(
                    ErrorCode.Unsupported,
                    $"The command '{name}' needs {TorchLibrary.Name}, which is not installed: run "
                        + $"'{TorchLibrary.Command}'."
                )
        );
        return new HeavyCommand(command, IsAbsent: true);
    }
}
