using System.CommandLine;
using LightningDrag.Cli.Parsing;
using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// The options of every command that edits: model, candidates, output. Also what they say, once parsed.
/// </summary>
internal sealed class EditOptions
{
    private readonly Option<string?> model = new("--model")
    {
        Description = "Model name or folder [default: compact]",
        HelpName = "compact|sd15|FOLDER",
    };
    private readonly Option<DragScope?> scope = SharedOptions.Scope();
    private readonly Option<int?> candidates = new NumberOption<int?>("--candidates")
    {
        Description =
            $"How many results to draw, 1 to {DragRequest.MaximumCandidates}; of models that know scopes, what "
            + $"else the drags may mean [default: 1]",
        HelpName = "N",
    };
    private readonly Option<long?> seed = new NumberOption<long?>("--seed")
    {
        Description = "Seed of the first candidate; the others count on from it [default: 0]",
        HelpName = "N",
    };
    private readonly Option<int?> steps = new NumberOption<int?>("--steps")
    {
        Description = "Denoising steps, 1 to 50 [default: the model's own]",
        HelpName = "N",
    };
    private readonly Option<float?> guidance = new NumberOption<float?>("--guidance")
    {
        Description =
            $"Strength of point-following guidance, 1 (off) to {DragRequest.MaximumGuidanceScale} [default: the "
            + $"model's own; compact has none]",
        HelpName = "W",
    };
    private readonly Option<GuidanceDecay?> guidanceDecay = new NameOption<GuidanceDecay?>("--guidance-decay")
    {
        Description = "How guidance falls over the steps [default: InverseSquare]",
    };
    private readonly NetworkOptions network;
    private readonly Option<float?> feather = new NumberOption<float?>("--feather")
    {
        Description =
            $"Depth of the seam inside the mask in pixels, 0 to {DragRequest.MaximumFeather} [default: two "
            + $"pixels of the model's window]",
        HelpName = "PX",
    };
    private readonly Option<bool> wholeImage = new("--whole-image")
    {
        Description = "Let the model look at the whole picture, not only at the surroundings of the edit",
    };
    private readonly Option<string?> output = new("--output", "-o")
    {
        Description =
            "Where to write the result [default: IMAGE-edited.png beside the image]; several candidates get -1, -2, …",
        HelpName = "FILE",
    };
    private readonly Option<ImageFormat?> format = new NameOption<ImageFormat?>("--format")
    {
        Description = "Kind of file [default: by the name of the output]",
        HelpName = "png|jpeg|webp",
    };
    private readonly Option<int?> quality = new NumberOption<int?>("--quality")
    {
        Description = "Quality of JPEG and WebP, 1 to 100 [default: 95 for JPEG, lossless WebP]",
        HelpName = "N",
    };
    private readonly Option<bool> noProvenance = new("--no-provenance")
    {
        Description =
            "Do not say in the result's metadata that it was composed with a trained model, nor by which program",
    };

    private readonly Option<bool> keepLocation = new("--keep-location")
    {
        Description = "Leave in the result where the photo was taken (GPS)",
    };
    private readonly Option<string?> saveRecipe = new("--save-recipe")
    {
        Description = "Also write the edit as a JSON recipe, for edit --recipe",
        HelpName = "FILE",
    };
    private readonly Option<string?> overview = new("--overview")
    {
        Description = "Also write source with points, mask and first result side by side",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    public EditOptions(Command command)
    {
        Option[] first = [model, scope, candidates, seed, steps, guidance, guidanceDecay, feather, wholeImage],
            last = [output, format, quality, keepLocation, noProvenance, saveRecipe, overview];
        foreach (var option in first)
            command.Add(option);
        network = new NetworkOptions(command);
        foreach (var option in last)
            command.Add(option);
    }

    /// <summary>What the options say.</summary>
    public EditSettings Read(ParseResult parse) =>
        new(
            parse.GetValue(model),
            parse.GetValue(scope),
            parse.GetValue(candidates),
            parse.GetValue(seed),
            parse.GetValue(steps),
            parse.GetValue(guidance),
            parse.GetValue(guidanceDecay),
            network.Read(parse),
            parse.GetValue(feather),
            parse.GetValue(wholeImage),
            parse.GetValue(output),
            parse.GetValue(format),
            parse.GetValue(quality),
            !parse.GetValue(noProvenance),
            parse.GetValue(keepLocation),
            parse.GetValue(saveRecipe),
            parse.GetValue(overview)
        );
}

/// <summary>The parsed options of an editing command; null where the command line does not say.</summary>
internal sealed record EditSettings(
    string? Model,
    DragScope? Scope,
    int? Candidates,
    long? Seed,
    int? Steps,
    float? Guidance,
    GuidanceDecay? GuidanceDecay,
    DragEditorOptions Editor,
    float? Feather,
    bool WholeImage,
    string? Output,
    ImageFormat? Format,
    int? Quality,
    bool Provenance,
    bool KeepLocation,
    string? SaveRecipe,
    string? Overview
)
{
    /// <summary>How results are written.</summary>
    public ImageWriteOptions WriteOptions()
    {
        var options = new ImageWriteOptions { Provenance = Provenance, KeepLocation = KeepLocation };
        return Quality is { } quality ? options with { JpegQuality = quality, WebpQuality = quality } : options;
    }

    /// <summary>The request with what the command line says in place of what it said before.</summary>
    public DragRequest Apply(DragRequest request) =>
        request with
        {
            Candidates = Candidates ?? request.Candidates,
            Seed = Seed ?? request.Seed,
            Steps = Steps ?? request.Steps,
            GuidanceScale = Guidance ?? request.GuidanceScale,
            GuidanceDecay = GuidanceDecay ?? request.GuidanceDecay,
            Feather = Feather ?? request.Feather,
            Scope = Scope ?? request.Scope,
            WholeImage = WholeImage || request.WholeImage,
        };
}
