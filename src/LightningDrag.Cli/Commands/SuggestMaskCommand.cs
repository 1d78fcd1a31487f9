using System.CommandLine;
using LightningDrag.Cli.Files;
using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Models;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// <c>suggest-mask</c>: the mask that <c>edit</c> would use if none is given, as a picture to look at or paint over.
/// </summary>
internal static class SuggestMaskCommand
{
    public static Command Create()
    {
        var source = SharedOptions.Source();
        var drags = SharedOptions.Drags();
        drags.Required = true;
        var scope = SharedOptions.Scope();
        var model = new Option<string?>("--model")
        {
            Description = "Model name or folder [default: compact]",
            HelpName = "compact|sd15|FOLDER",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write the mask [default: IMAGE-mask.png beside the image]",
            HelpName = "FILE",
        };
        var command = new Command(
            "suggest-mask",
            "Write the mask that edit would use for these drags: white may change"
        )
        {
            source,
            drags,
            scope,
            model,
            output,
        };
        command.Run(
            async (parse, terminal, cancellationToken) =>
            {
                string path = parse.GetRequiredValue(source);
                var notes = new List<string>();
                var image = StandardStreams.ReadImage(path, notes);
                PointPair[] points = parse.GetRequiredValue(drags);
                string target = parse.GetValue(output) ?? OutputPaths.Beside(path, "-mask", ".png");
                var plan = new FilePlan()
                    .Reads("the photo", path)
                    .Writes("the mask", target, "-o", ImageOutput.Require(target, image, null));
                plan.Check();
                if (plan.TakesStandardOutput)
                    terminal.LeaveOutputToResult();
                DragRequestValidator.ValidatePoints(points, image.Width, image.Height);
                await using var editor = await DragEditor
                    .LoadAsync(parse.GetValue(model) ?? "compact", null, cancellationToken)
                    .ConfigureAwait(false);
                await using var session = await editor.OpenAsync(image, cancellationToken).ConfigureAwait(false);
                var mask = await session
                    .SuggestMaskAsync(points, parse.GetValue(scope) ?? DragScope.Auto, cancellationToken)
                    .ConfigureAwait(false);
                MaskOutput.Write(mask, target, "% of the picture may change", (path, image), notes, terminal);
            }
        );
        return command;
    }
}
