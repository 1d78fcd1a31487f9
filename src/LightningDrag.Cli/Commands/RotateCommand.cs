using System.CommandLine;
using LightningDrag.Cli.Parsing;
using LightningDrag.Editing.Gestures;

namespace LightningDrag.Cli.Commands;

/// <summary><c>rotate</c>: turn a region about a pivot.</summary>
internal static class RotateCommand
{
    public static Command Create()
    {
        var pivot = SharedOptions.Point("--pivot", "About which point [default: the region's centre]");
        var angle = new NumberOption<float>("--angle")
        {
            Description = "Degrees, -180 to 180, clockwise",
            HelpName = "DEGREES",
            Required = true,
        };
        return GestureCommand.Create(
            "rotate",
            "Turn a region of a photo about a pivot",
            [angle, pivot],
            (parse, region) => new RotateGesture(region, parse.GetValue(pivot), parse.GetValue(angle))
        );
    }
}
