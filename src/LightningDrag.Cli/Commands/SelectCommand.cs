using System.CommandLine;
using LightningDrag.Cli.Files;
using LightningDrag.Cli.Parsing;
using LightningDrag.Editing;
using LightningDrag.Geometry;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// <c>select</c>: the outline of a thing that was clicked or circled, as a mask for <c>--mask</c> and <c>--region
/// mask:FILE</c>.
/// </summary>
internal static class SelectCommand
{
    public static Command Create()
    {
        var source = SharedOptions.Source();
        var on = SharedOptions.Points("--at", "A point on the thing, x,y; may be repeated");
        var beside = SharedOptions.Points("--not", "A point that is not on it, x,y; may be repeated");
        var circle = SharedOptions.Region();
        (circle.Required, circle.Description) = (
            false,
            "A rough circle around the thing, in place of --at or beside it"
        );
        var model = new Option<string?>("--model")
        {
            Description = "Model name or folder [default: compact]",
            HelpName = "compact|FOLDER",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write the mask [default: IMAGE-selection.png beside the image]",
            HelpName = "FILE",
        };
        var command = new Command("select", "Write the outline of a thing as a mask: white is the thing")
        {
            source,
            on,
            beside,
            circle,
            model,
            output,
        };
        command.Run(
            async (parse, terminal, cancellationToken) =>
            {
                PixelPoint[] points = parse.GetValue(on) ?? [];
                RegionArgument? around = parse.GetValue(circle);
                if (points.Length == 0 && around is null)
                    throw new UsageException("select needs --at x,y on the thing, or --region around it.");
                string path = parse.GetRequiredValue(source);
                string target = parse.GetValue(output) ?? OutputPaths.Beside(path, "-selection", ".png");
                var notes = new List<string>();
                var image = StandardStreams.ReadImage(path, notes);
                var plan = new FilePlan()
                    .Reads("the photo", path)
                    .Reads("the region's mask", around?.MaskFile)
                    .Writes("the mask", target, "-o", ImageOutput.Require(target, image, null));
                plan.Check();
                if (plan.TakesStandardOutput)
                    terminal.LeaveOutputToResult();
                var request = new SelectionRequest
                {
                    Points = points,
                    Outside = parse.GetValue(beside) ?? [],
                    Area = around?.For(image).ToMask(image.Width, image.Height),
                };
                request.Validate(image.Width, image.Height);
                await using var editor = await DragEditor
                    .LoadAsync(parse.GetValue(model) ?? "compact", null, cancellationToken)
                    .ConfigureAwait(false);
                await using var session = await editor.OpenAsync(image, cancellationToken).ConfigureAwait(false);
                var mask = await session.SelectAsync(request, cancellationToken).ConfigureAwait(false);
                MaskOutput.Write(mask, target, "% of the picture", (path, image), notes, terminal);
            }
        );
        return command;
    }
}
