using System.CommandLine;
using LightningDrag.Cli.Parsing;

namespace LightningDrag.Cli.Commands;

/// <summary>All commands.</summary>
internal static class CommandTree
{
    /// <param name="heavy">Those that need libtorch.</param>
    public static RootCommand Create(IReadOnlyList<HeavyCommand> heavy)
    {
        var root = new RootCommand(
            "Edits photos by dragging points: what lies under a handle goes to its target, and the rest of the "
                + "picture follows."
        )
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
        foreach (var further in heavy)
            root.Add(further.Command);
        foreach (var command in new[] { ModelsCommand.Create(), InfoCommand.Create(), CompletionCommand.Create() })
            root.Add(command);
        EmptyArguments.Refuse(root);
        return root;
    }
}
