using System.CommandLine;
using LightningDrag.Editing.Gestures;

namespace LightningDrag.Cli.Commands;

/// <summary><c>move</c>: shift a region.</summary>
internal static class MoveCommand
{
    public static Command Create()
    {
        var offset = SharedOptions.Point("--offset", "How far, in pixels to the right and down: dx,dy");
        offset.HelpName = "dx,dy";
        offset.Required = true;
        return GestureCommand.Create(
            "move",
            "Shift a region of a photo",
            [offset],
            (parse, region) =>
                parse.GetValue(offset) is { } by
                    ? new MoveGesture(region, by.X, by.Y)
                    : throw new UsageException("--offset is missing.")
        );
    }
}
