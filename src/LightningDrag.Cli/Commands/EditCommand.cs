using System.CommandLine;
using LightningDrag.Cli.Files;
using LightningDrag.Cli.Output;
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
            async (parse, terminal, cancellationToken) =>
            {
                var settings = options.Read(parse);
                var points = parse.GetValue(drags) ?? [];
                var pinned = parse.GetValue(pins) ?? [];
                string[] photos = parse.GetValue(sources) ?? [];
                string? maskPath = parse.GetValue(mask),
                    shapesPath = parse.GetValue(shapes);
                if (maskPath is not null && shapesPath is not null)
                    throw new UsageException("--mask and --mask-shapes were both given: leave one out.");
                if (parse.GetValue(recipe) is { } recipePath)
                {
                    if (points.Length + pinned.Length > 0)
                        throw new UsageException("--recipe brings its own points: leave out --drag and --pin.");
                    if (parse.GetValue(outputFolder) is { } folder)
                        return await BatchAsync(recipePath, folder).ConfigureAwait(false);
                    await ReplayAsync(recipePath).ConfigureAwait(false);
                    return ExitCode.Success;
                }

                if (parse.GetValue(outputFolder) is not null)
                    throw new UsageException("--output-folder runs a recipe over many photos: give --recipe, too.");
                if (OnePhoto() is not { } image)
                    throw new UsageException("No image was given (see: lightningdrag edit --help).");
                if (points.Length == 0)
                    throw new UsageException(
                        "No drag was given: add at least one --drag x,y:x,y (see: lightningdrag edit --help)."
                    );
                await EditRunner
                    .RunAsync(
                        image,
                        settings,
                        [("the mask", maskPath), ("the shapes", shapesPath)],
                        Request,
                        terminal,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                return ExitCode.Success;

                string? OnePhoto() =>
                    photos.Length <= 1
                        ? photos.SingleOrDefault()
                        : throw new UsageException(
                            $"{photos.Length} photos were given: one edit takes one; to run a recipe over many, "
                                + $"add --recipe and --output-folder."
                        );

                Task<int> BatchAsync(string path, string folder)
                {
                    if (photos.Length == 0)
                        throw new UsageException("No photos were given to run the recipe over.");
                    if (
                        settings.Output is not null
                        || settings.SaveRecipe is not null
                        || settings.Overview is not null
                        || maskPath is not null
                        || shapesPath is not null
                    )
                    {
                        throw new UsageException(
                            "With --output-folder leave out -o, --save-recipe, --overview, --mask and "
                                + "--mask-shapes: they are for one photo."
                        );
                    }

                    return BatchRunner.RunAsync(
                        photos,
                        EditRecipe.Read(path),
                        path,
                        folder,
                        settings,
                        terminal,
                        cancellationToken
                    );
                }

                DragRequest Request(RasterImage picture) =>
                    new()
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
                    string replayedImage =
                        OnePhoto()
                        ?? (
                            replayed.Image is { } name
                                ? Path.Combine(folder, name)
                                : throw new UsageException("The recipe names no image: give one before --recipe.")
                        );
                    string? recipeMask = replayed.Mask?.File is { } file ? Path.Combine(folder, file) : null;
                    return EditRunner.RunAsync(
                        replayedImage,
                        settings with
                        {
                            Model = settings.Model ?? replayed.Model,
                            Editor = settings.Editor with
                            {
                                StableDiffusion = settings.Editor.StableDiffusion ?? replayed.Network,
                            },
                        },
                        [
                            ("the recipe", path),
                            ("the mask", maskPath),
                            ("the shapes", shapesPath),
                            ("the recipe's mask", recipeMask),
                        ],
                        picture =>
                            MaskFor(picture) is { } mask
                                ? replayed.ToRequest(picture, folder) with
                                {
                                    Mask = mask,
                                }
                                : replayed.ToRequest(picture, folder),
                        terminal,
                        cancellationToken
                    );
                }
            }
        );
        return command;
    }
}
