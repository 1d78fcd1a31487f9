using System.CommandLine;
using LightningDrag.Editing.Gestures;

namespace LightningDrag.Cli.Commands;

/// <summary>What <c>rotate</c>, <c>scale</c> and <c>move</c> have in common: a photo, a region of it, pins.</summary>
internal static class GestureCommand
{
    /// <summary>Creates a command that runs a gesture.</summary>
    /// <param name="name">Name of the command.</param>
    /// <param name="description">What it does.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="makeGesture">The gesture for a region, from the parsed options.</param>
    public static Command Create(
        string name,
        string description,
        Option[] options,
        Func<ParseResult, GestureRegion, Gesture> makeGesture
    )
    {
        var source = SharedOptions.Source();
        var region = SharedOptions.Region();
        var pins = SharedOptions.Pins();
        var command = new Command(name, description) { source, region };
        foreach (var option in options)
            command.Add(option);
        command.Add(pins);
        var editOptions = new EditOptions(command);
        command.Run(
            (parse, terminal, cancellationToken) =>
                EditRunner.RunAsync(
                    parse.GetRequiredValue(source),
                    editOptions.Read(parse),
                    [("the region's mask", parse.GetRequiredValue(region).MaskFile)],
                    image =>
                        Gesture.Combine(
                            image,
                            [
                                makeGesture(parse, parse.GetRequiredValue(region).For(image)),
                                new PinGesture(parse.GetValue(pins) ?? []),
                            ]
                        ),
                    terminal,
                    cancellationToken
                )
        );
        return command;
    }
}
