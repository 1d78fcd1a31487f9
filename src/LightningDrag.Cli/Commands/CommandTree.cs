using System.CommandLine;
using LightningDrag.Cli.Commands.Pairs;
using LightningDrag.Cli.Parsing;

namespace LightningDrag.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    public static RootCommand Create()
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
            PairsCommand.Create(),
            ServeCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            ModelsCommand.Create(),
            InfoCommand.Create(),
            CompletionCommand.Create(),
        };
        EmptyArguments.Refuse(root);
        return root;
    }
}
