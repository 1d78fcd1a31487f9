using System.CommandLine;
using LightningDrag.Cli.Parsing;
using LightningDrag.Editing.Gestures;

namespace LightningDrag.Cli.Commands;

/// <summary><c>scale</c>: enlarge or shrink a region about a pivot.</summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        var pivot = SharedOptions.Point("--pivot", "Which point stays [default: the region's centre]");
        var factor = new NumberOption<float>("--factor")
        {
            Description = "Factor, 0.5 to 2",
            HelpName = "FACTOR",
            Required = true,
        };
        return GestureCommand.Create(
            "scale",
            "Enlarge or shrink a region of a photo",
            [factor, pivot],
            (parse, region) => new ScaleGesture(region, parse.GetValue(pivot), parse.GetValue(factor))
        );
    }
}
