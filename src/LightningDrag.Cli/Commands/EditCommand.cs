using System.CommandLine;

namespace LightningDrag.Cli.Commands;

/// <summary><c>edit</c>: drag points of a photo, or replay a recipe.</summary>
internal static class EditCommand
{
    public static Command Create()
    {
        var sources = new Argument<string[]>("image")
        {
            Description =
                "The photo: JPEG, PNG, WebP, BMP or GIF, or - for standard input; with --recipe only when "
                + "another than the recipe's, with --output-folder as many as you like",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var drags = SharedOptions.Drags();
        var pins = SharedOptions.Pins();
        var mask = new Option<string?>("--mask")
        {
            Description = "A picture of the photo's size: bright may change [default: suggested]",
            HelpName = "FILE",
        };
        var shapes = new Option<string?>("--mask-shapes")
        {
            Description = "A JSON list of rectangles, ellipses, polygons and brush strokes in place of --mask",
            HelpName = "FILE",
        };
        var recipe = new Option<string?>("--recipe")
        {
            Description = "Replay a JSON recipe; options given beside it win over what it says",
            HelpName = "FILE",
        };
        var outputFolder = new Option<string?>("--output-folder")
        {
            Description = "Run the recipe over all photos given and write the results here, each by its photo's name",
            HelpName = "FOLDER",
        };
        var command = new Command("edit", "Drag points of a photo to new places")
        {
            sources,
            drags,
            pins,
            mask,
            shapes,
            recipe,
            outputFolder,
        };
        var options = new EditOptions(command);
        command.RunWithExitCode(
            (parse, terminal, cancellationToken) =>
            {
                var call = new EditCall(options.Read(parse), terminal, cancellationToken)
                {
                    Photos = parse.GetValue(sources) ?? [],
                    Drags = parse.GetValue(drags) ?? [],
                    Pins = parse.GetValue(pins) ?? [],
                    MaskPath = parse.GetValue(mask),
                    ShapesPath = parse.GetValue(shapes),
                };
                return call.RunAsync(parse.GetValue(recipe), parse.GetValue(outputFolder));
            }
        );
        return command;
    }
}
