using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Files;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Imaging.Shapes;
using LightningDrag.Models;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Sampling;

namespace LightningDrag.Editing.Recipes;

/// <summary>
/// An edit as a JSON file: everything needed to run it again on the same picture. Relative paths start at the recipe's
/// folder. The mask is a file or, so that the recipe stands alone, a PNG in base64 or a list of shapes; without one it
/// is suggested.
/// </summary>
/// <example><c>{ "version": 1, "image": "cat.jpg", "points": [ { "handle": [165, 115], "target": [165, 90] } ], "seed":
/// 7 }</c></example>
public sealed record EditRecipe
{
    /// <summary>The version of the format that this library writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Most bytes of a recipe.</summary>
    internal const long MaximumBytes = 96L << 20;

    /// <summary>Format version; 1.</summary>
    public required int Version { get; init; }

    /// <summary>Path of the source; null where whoever replays the recipe names it.</summary>
    public string? Image { get; init; }

    /// <summary>Model name or folder; null for the default.</summary>
    public string? Model { get; init; }

    /// <summary>The drags.</summary>
    public required IReadOnlyList<RecipeDrag> Points { get; init; }

    /// <summary>The editable mask; null to have it suggested.</summary>
    public RecipeMask? Mask { get; init; }

    /// <summary>Selections that move as a whole; null for none.</summary>
    public IReadOnlyList<RecipeRegion>? Regions { get; init; }

    /// <inheritdoc cref="DragRequest.Feather"/>
    public float? Feather { get; init; }

    /// <inheritdoc cref="DragRequest.Scope"/>
    public DragScope Scope { get; init; }

    /// <inheritdoc cref="DragRequest.WholeImage"/>
    public bool WholeImage { get; init; }

    /// <summary>How many results to draw, 1 to 8; null for one.</summary>
    public int? Candidates { get; init; }

    /// <inheritdoc cref="DragRequest.Seed"/>
    public long Seed { get; init; }

    /// <inheritdoc cref="DragRequest.Steps"/>
    public int? Steps { get; init; }

    /// <inheritdoc cref="DragRequest.GuidanceScale"/>
    public float? GuidanceScale { get; init; }

    /// <inheritdoc cref="DragRequest.GuidanceDecay"/>
    public GuidanceDecay? GuidanceDecay { get; init; }

    /// <summary>How the published network was loaded; null for its defaults and for other models.</summary>
    public StableDiffusionOptions? Network { get; init; }

    /// <summary>Writes down a request.</summary>
    /// <param name="request">The request; its mask goes into the recipe.</param>
    /// <param name="image">Path of the source, as it shall stand in the recipe.</param>
    /// <param name="model">Model name or folder.</param>
    /// <param name="network">How the published network was loaded.</param>
    public static EditRecipe Of(
        DragRequest request,
        string? image,
        string? model,
        StableDiffusionOptions? network = null
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return new EditRecipe
        {
            Version = CurrentVersion,
            Image = image,
            Model = model,
            Points =
            [
                .. request.Points.Select(point => new RecipeDrag(
                    [point.Handle.X, point.Handle.Y],
                    [point.Target.X, point.Target.Y]
                )),
            ],
            Mask = request.Mask is { } mask
                ? new RecipeMask { Png = ImageWriter.Encode(mask.ToImage(), ImageFormat.Png) }
                : null,
            Regions = request.Regions.Count == 0 ? null : [.. request.Regions.Select(RecipeRegion.Of)],
            Feather = request.Feather,
            Scope = request.Scope,
            WholeImage = request.WholeImage,
            Candidates = request.Candidates,
            Seed = request.Seed,
            Steps = request.Steps,
            GuidanceScale = request.GuidanceScale,
            GuidanceDecay = request.GuidanceDecay,
            Network = network,
        };
    }

    /// <summary>Reads a recipe file.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: missing, too large, not JSON, or
    /// of another version.</exception>
    public static EditRecipe Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Parse(TextFile.Read(path, MaximumBytes), $"The recipe '{path}'");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The recipe '{path}' cannot be read ({e.Message}): check the path.",
                e
            );
        }
    }

    /// <summary>Reads a recipe from JSON.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: not a recipe.</exception>
    public static EditRecipe Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(Encoding.UTF8.GetBytes(json), "The recipe");
    }

    /// <summary>The recipe as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeJson.Default.EditRecipe);

    /// <summary>The request to run on <paramref name="image"/>.</summary>
    /// <param name="image">The source.</param>
    /// <param name="folder">Where relative mask paths start.</param>
    /// <exception cref="LightningDragException">The mask cannot be read or does not fit the image, or a position is not
    /// a pair of numbers.</exception>
    public DragRequest ToRequest(RasterImage image, string folder)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new DragRequest
        {
            Points =
            [
                .. Points.Select(
                    (drag, i) => new PointPair(Position(drag?.Handle, i, "handle"), Position(drag?.Target, i, "target"))
                ),
            ],
            Mask = Mask?.Read(image, folder),
            Regions = Regions is null
                ? []
                :
                [
                    .. Regions.Select(
                        (region, i) =>
                            region?.Read(image, folder) ?? throw Invalid($"The recipe's regions[{i}] is null.")
                    ),
                ],
            Feather = Feather,
            Scope = Scope,
            WholeImage = WholeImage,
            Candidates = Candidates ?? 1,
            Seed = Seed,
            Steps = Steps,
            GuidanceScale = GuidanceScale,
            GuidanceDecay = GuidanceDecay,
        };
    }

    /// <summary>Reads a recipe from UTF-8 text; messages call it <paramref name="name"/>.</summary>
    internal static EditRecipe Parse(byte[] json, string name)
    {
        if (json.Length > MaximumBytes)
            throw Invalid($"{name} is larger than {MaximumBytes >> 20} MiB.");
        try
        {
            var recipe =
                JsonSerializer.Deserialize(json, RecipeJson.Default.EditRecipe) ?? throw Invalid($"{name} is empty.");
            return recipe.Version == CurrentVersion
                ? recipe
                : throw Invalid($"{name} has version {recipe.Version}: this program reads version {CurrentVersion}.");
        }
        catch (JsonException e)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"{name} is not valid: {JsonMistakes.Describe(e, json, RecipeJson.Default.EditRecipe)}.",
                e
            );
        }
    }

    private static PixelPoint Position(IReadOnlyList<float>? xy, int index, string role) =>
        xy is [float x, float y]
            ? new PixelPoint(x, y)
            : throw Invalid($"The recipe's points[{index}].{role} has {xy?.Count ?? 0} numbers: give [x, y].");

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidFile, message);
}

/// <summary>One drag of a recipe.</summary>
/// <param name="Handle">[x, y] in pixels of the source.</param>
/// <param name="Target">[x, y] in pixels of the source.</param>
public sealed record RecipeDrag(IReadOnlyList<float> Handle, IReadOnlyList<float> Target);

/// <summary>The mask of a recipe, in one of three forms.</summary>
public sealed record RecipeMask
{
    /// <summary>Path of a mask picture.</summary>
    public string? File { get; init; }

    /// <summary>A mask picture itself, in base64 in the JSON.</summary>
    public byte[]? Png { get; init; }

    /// <summary>A list of shapes, as <see cref="MaskShapeJson"/> describes it.</summary>
    public JsonElement? Shapes { get; init; }

    internal EditMask Read(RasterImage image, string folder) =>
        (File, Png, Shapes) switch
        {
            ({ } file, null, null) => MaskReader.Read(Path.Combine(folder, file), image),
            (null, { } png, null) => MaskReader.Read(new MemoryStream(png), image),
            (null, null, { } shapes) => MaskRasterizer.Draw(
                MaskShapeJson.Parse(Encoding.UTF8.GetBytes(shapes.GetRawText())),
                image.Width,
                image.Height
            ),
            _ => throw new LightningDragException(
                ErrorCode.InvalidFile,
                "The recipe's mask needs one of \"file\", \"png\" and \"shapes\"."
            ),
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    WriteIndented = true,
    MaxDepth = 8
)]
[JsonSerializable(typeof(EditRecipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;
