using LightningDrag.Cli.Files;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Commands;

/// <summary>One call of <c>edit</c>: an edit, a recipe again, or a recipe over many photos.</summary>
internal sealed class EditCall(EditSettings settings, Terminal terminal, CancellationToken cancellationToken)
{
    public required string[] Photos { get; init; }

    public required PointPair[] Drags { get; init; }

    public required PixelPoint[] Pins { get; init; }

    public required string? MaskPath { get; init; }

    public required string? ShapesPath { get; init; }

    /// <summary>The files that are read whatever is edited; none of them may be written over.</summary>
    private (string What, string? Path)[] Masks => [("the mask", MaskPath), ("the shapes", ShapesPath)];

    public async Task<int> RunAsync(string? recipe, string? outputFolder)
    {
        if (MaskPath is not null && ShapesPath is not null)
            throw new UsageException("--mask and --mask-shapes were both given: leave one out.");
        if (recipe is null)
        {
            if (outputFolder is not null)
                throw new UsageException("--output-folder runs a recipe over many photos: give --recipe, too.");
            await EditAsync().ConfigureAwait(false);
            return ExitCode.Success;
        }

        if (Drags.Length + Pins.Length > 0)
            throw new UsageException("--recipe brings its own points: leave out --drag and --pin.");
        if (outputFolder is not null)
            return await BatchAsync(recipe, outputFolder).ConfigureAwait(false);
        await ReplayAsync(recipe).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private Task EditAsync()
    {
        if (OnePhoto() is not { } image)
            throw new UsageException("No image was given (see: lightningdrag edit --help).");
        if (Drags.Length == 0)
            throw new UsageException(
                "No drag was given: add at least one --drag x,y:x,y (see: lightningdrag edit --help)."
            );
        return EditRunner.RunAsync(image, settings, Masks, Request, terminal, cancellationToken);

        DragRequest Request(RasterImage picture) =>
            new()
            {
                Points = [.. Drags, .. Pins.Select(point => new PointPair(point, point))],
                Mask = MaskFor(picture),
            };
    }

    private Task ReplayAsync(string path)
    {
        bool isInput = StandardStreams.IsInput(path);
        var recipe = isInput
            ? EditRecipe.Parse(StandardStreams.ReadText(path, EditRecipe.MaximumBytes), "The recipe")
            : EditRecipe.Read(path);
        string folder = isInput ? "" : Path.GetDirectoryName(path) ?? "";
        string image =
            OnePhoto()
            ?? (
                recipe.Image is { } name
                    ? Path.Combine(folder, name)
                    : throw new UsageException("The recipe names no image: give one before --recipe.")
            );
        string? mask = recipe.Mask?.File is { } file ? Path.Combine(folder, file) : null;
        var network = settings.Editor.StableDiffusion ?? recipe.Network;
        return EditRunner.RunAsync(
            image,
            settings with
            {
                Model = settings.Model ?? recipe.Model,
                Editor = settings.Editor with { StableDiffusion = network },
            },
            [("the recipe", path), .. Masks, ("the recipe's mask", mask)],
            Request,
            terminal,
            cancellationToken
        );

        DragRequest Request(RasterImage picture)
        {
            var given = MaskFor(picture);
            var request = recipe.ToRequest(picture, folder);
            return given is null ? request : request with { Mask = given };
        }
    }

    private Task<int> BatchAsync(string recipe, string folder)
    {
        if (Photos.Length == 0)
            throw new UsageException("No photos were given to run the recipe over.");
        if (
            settings.Output is not null
            || settings.SaveRecipe is not null
            || settings.Overview is not null
            || MaskPath is not null
            || ShapesPath is not null
        )
        {
            throw new UsageException(
                "With --output-folder leave out -o, --save-recipe, --overview, --mask and "
                    + "--mask-shapes: they are for one photo."
            );
        }

        return BatchRunner.RunAsync(
            Photos,
            EditRecipe.Read(recipe),
            recipe,
            folder,
            settings,
            terminal,
            cancellationToken
        );
    }

    private string? OnePhoto() =>
        Photos.Length <= 1
            ? Photos.SingleOrDefault()
            : throw new UsageException(
                $"{Photos.Length} photos were given: one edit takes one; to run a recipe over many, "
                    + $"add --recipe and --output-folder."
            );

    private EditMask? MaskFor(RasterImage picture) =>
        MaskPath is not null ? MaskReader.FromImage(StandardStreams.ReadImage(MaskPath), picture)
        : ShapesPath is not null ? MaskShapesFile.Read(ShapesPath, picture)
        : null;
}
