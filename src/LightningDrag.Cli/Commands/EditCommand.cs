using System.CommandLine;
using LightningDrag.Cli.Files;
using LightningDrag.Cli.Parsing;
using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Commands;

/// <summary><c>edit</c>: drag points of a photo, or replay a recipe.</summary>
internal static class EditCommand
{
    public static Command Create()
    {
        var source = new Argument<string?>("image")
        {
            Description =
                "The photo: JPEG, PNG, WebP, BMP or GIF, or - for standard input; with --recipe only when another than the recipe's",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var drags = SharedOptions.Drags();
        var pins = SharedOptions.Pins();
        var mask = new Option<string?>("--mask") { Description = "A picture of the photo's size: bright may change [default: suggested]", HelpName = "FILE" };
        var shapes = new Option<string?>("--mask-shapes") { Description = "A JSON list of rectangles, ellipses, polygons and brush strokes in place of --mask", HelpName = "FILE" };
        var recipe = new Option<string?>("--recipe") { Description = "Replay a JSON recipe; options given beside it win over what it says", HelpName = "FILE" };
        var command = new Command("edit", "Drag points of a photo to new places") { source, drags, pins, mask, shapes, recipe };
        var options = new EditOptions(command);
        command.Run((parse, terminal, cancellationToken) =>
        {
            var settings = options.Read(parse);
            var points = parse.GetValue(drags) ?? [];
            var pinned = parse.GetValue(pins) ?? [];
            string? image = parse.GetValue(source), maskPath = parse.GetValue(mask), shapesPath = parse.GetValue(shapes);
            if (maskPath is not null && shapesPath is not null) throw new UsageException("--mask and --mask-shapes were both given: leave one out.");
            if (parse.GetValue(recipe) is { } recipePath)
            {
                if (points.Length + pinned.Length > 0) throw new UsageException("--recipe brings its own points: leave out --drag and --pin.");
                return ReplayAsync(recipePath);
            }

            if (image is null) throw new UsageException("No image was given (see: lightningdrag edit --help).");
            if (points.Length == 0) throw new UsageException("No drag was given: add at least one --drag x,y:x,y (see: lightningdrag edit --help).");
            return EditRunner.RunAsync(
                image, settings, [("the mask", maskPath), ("the shapes", shapesPath)], Request, terminal,
                    cancellationToken);

            DragRequest Request(RasterImage picture) => new()
            {
                Points = [.. points, .. pinned.Select(point => new PointPair(point, point))],
                Mask = MaskFor(picture),
            };

            EditMask? MaskFor(RasterImage picture) =>
                maskPath is not null ? MaskReader.FromImage(StandardStreams.ReadImage(maskPath), picture)
                : shapesPath is not null ? MaskShapesFile.Read(shapesPath, picture)
                : null;

            Task ReplayAsync(string path)
            {
                var replayed = StandardStreams.IsInput(path)
                    ? EditRecipe.Parse(StandardStreams.ReadText(path, EditRecipe.MaximumBytes), "The recipe")
                    : EditRecipe.Read(path);
                string folder = StandardStreams.IsInput(path) ? "" : Path.GetDirectoryName(path) ?? "";
                string replayedImage = image ?? (replayed.Image is { } name ? Path.Combine(folder, name) : throw new UsageException("The recipe names no image: give one before --recipe."));
                string? recipeMask = replayed.Mask?.File is { } file ? Path.Combine(folder, file) : null;
                return EditRunner.RunAsync(
                    replayedImage,
                    settings with
                    {
                        Model = settings.Model ?? replayed.Model,
                        Editor = settings.Editor with { StableDiffusion = settings.Editor.StableDiffusion ?? replayed.Network },
                    },
                    [("the recipe", path), ("the mask", maskPath), ("the shapes", shapesPath),
                        ("the recipe's mask", recipeMask)],
                    picture => MaskFor(picture) is { } mask ? replayed.ToRequest(picture, folder) with { Mask = mask } : replayed.ToRequest(picture, folder),
                    terminal,
                    cancellationToken);
            }
        });
        return command;
    }
}
