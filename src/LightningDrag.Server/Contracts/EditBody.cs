using LightningDrag.Editing;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Server.Contracts;

/// <summary>What <c>POST /v1/edits</c> asks for: an edit recipe whose image is an id.</summary>
internal sealed record EditBody
{
    /// <summary>Id of an uploaded image, or of an earlier edit's candidate.</summary>
    public required string Image { get; init; }

    /// <summary>1 to 100 drags.</summary>
    public required IReadOnlyList<DragBody> Points { get; init; }

    /// <summary>Format version of a recipe; 1.</summary>
    public int? Version { get; init; }

    /// <summary>What may change; suggested when absent.</summary>
    public MaskBody? Mask { get; init; }

    /// <summary>Selections among them that move as a whole, exactly; up to 16.</summary>
    public IReadOnlyList<RigidRegionBody>? Regions { get; init; }

    /// <summary>Depth in pixels of the seam inside the mask, 0 to 256; by the size of the window when absent.</summary>
    public float? Feather { get; init; }

    /// <summary>
    /// What the drags mean: part (it bends), thing (the whole of it moves), or auto (the model guesses), which is the
    /// default; then several candidates differ by meaning, the likeliest first.
    /// </summary>
    public DragScope Scope { get; init; }

    /// <summary>Let the model look at the whole picture: more context, less detail.</summary>
    public bool WholeImage { get; init; }

    /// <summary>Name of an installed model.</summary>
    public string? Model { get; init; }

    /// <summary>How many results, 1 to 8.</summary>
    public int? Candidates { get; init; }

    /// <summary>Seed of the first candidate.</summary>
    public long Seed { get; init; }

    /// <summary>Denoising steps, 1 to 50.</summary>
    public int? Steps { get; init; }

    /// <summary>Strength of point-following guidance, 1 (off) to 20.</summary>
    public float? GuidanceScale { get; init; }

    /// <summary>How guidance falls over the steps.</summary>
    public GuidanceDecay? GuidanceDecay { get; init; }

    /// <summary>
    /// Kind of file of the candidates: png (the default: every byte outside the mask stays the source's), jpeg, webp
    /// (lossless), or source (the source's kind).
    /// </summary>
    public string? Format { get; init; }

    /// <summary>Leave in the results where the photo was taken (GPS), if it says so.</summary>
    public bool KeepLocation { get; init; }

    /// <summary>
    /// Whether the results say in their metadata that they were composed with a trained model, and by which program;
    /// true when absent.
    /// </summary>
    public bool? Provenance { get; init; }

    /// <summary>The request to run; checked against the image.</summary>
    public DragRequest ToRequest(RasterImage image)
    {
        if (Version is { } version and not 1)
            throw ApiError.Invalid($"version is {version}: this server reads version 1.");
        var request = new DragRequest
        {
            Points = DragBody.ToPairs(Points),
            Mask = Mask?.ToMask(image),
            Regions = RigidRegionBody.ToRegions(Regions, image),
            Feather = Feather,
            Scope = Scope,
            WholeImage = WholeImage,
            Candidates = Candidates ?? 1,
            Seed = Seed,
            Steps = Steps,
            GuidanceScale = GuidanceScale,
            GuidanceDecay = GuidanceDecay,
        };
        request.Validate(image.Width, image.Height);
        return request;
    }
}

/// <summary>What <c>POST /v1/preview</c> asks for.</summary>
internal sealed record PreviewBody
{
    /// <summary>Smallest and largest side of a patch.</summary>
    public const int LeastSide = 64,
        MostSide = 1024;

    /// <summary>Id of the image.</summary>
    public required string Image { get; init; }

    /// <summary>Any string: of each session only the newest request counts.</summary>
    public required string Session { get; init; }

    /// <summary>Grows from request to request of a session.</summary>
    public required long Sequence { get; init; }

    /// <summary>1 to 100 drags.</summary>
    public required IReadOnlyList<DragBody> Points { get; init; }

    /// <summary>What may change; suggested when absent.</summary>
    public MaskBody? Mask { get; init; }

    /// <summary>Selections among them that move as a whole, exactly; up to 16.</summary>
    public IReadOnlyList<RigidRegionBody>? Regions { get; init; }

    /// <summary>Depth in pixels of the seam inside the mask, 0 to 256; by the size of the window when absent.</summary>
    public float? Feather { get; init; }

    /// <summary>What the drags mean: part, thing or auto.</summary>
    public DragScope Scope { get; init; }

    /// <summary>Name of an installed model of the compact kind; compact when absent.</summary>
    public string? Model { get; init; }

    /// <summary>Let the model look at the whole picture.</summary>
    public bool WholeImage { get; init; }

    /// <summary>Longer side of the answer's picture, 64 to 1024; 768 when absent.</summary>
    public int? Side { get; init; }

    /// <summary>
    /// Whether the drag still goes on. Of a large photo a somewhat larger part may then be looked at, one that seldom
    /// changes, which is quicker; the picture may differ a little more from the edit's.
    /// </summary>
    public bool Moving { get; init; }

    /// <summary>jpeg (the default) or webp.</summary>
    public string? Format { get; init; }

    /// <summary>The request to run; checked against the image.</summary>
    public DragRequest ToRequest(RasterImage image) =>
        new()
        {
            Points = DragBody.ToPairs(Points),
            Mask = Mask?.ToMask(image),
            Regions = RigidRegionBody.ToRegions(Regions, image),
            Feather = Feather,
            Scope = Scope,
            WholeImage = WholeImage,
        };

    /// <summary>Checks what does not need the image.</summary>
    public void Validate()
    {
        if (Session.Length is 0 or > 128)
            throw ApiError.Invalid($"session has {Session.Length} characters: give 1 to 128.");
        if (Side is < LeastSide or > MostSide)
            throw ApiError.Invalid($"side is {Side}: give a whole number from {LeastSide} to {MostSide}.");
    }
}

/// <summary>What <c>POST /v1/mask-suggestion</c> asks for.</summary>
/// <param name="Image">Id of the image.</param>
/// <param name="Points">1 to 100 drags.</param>
internal sealed record MaskSuggestionBody(string Image, IReadOnlyList<DragBody> Points)
{
    /// <summary>What the drags mean: part, thing or auto.</summary>
    public DragScope Scope { get; init; }

    /// <summary>Name of an installed model of the compact kind; compact when absent.</summary>
    public string? Model { get; init; }
}

/// <summary>What <c>POST /v1/selections</c> asks for: the outline of a thing.</summary>
internal sealed record SelectionBody
{
    /// <summary>Id of an uploaded image, or of an earlier edit's candidate.</summary>
    public required string Image { get; init; }

    /// <summary>Points on the thing, [x, y] each; may be left out where there is an area.</summary>
    public IReadOnlyList<PixelPoint>? Points { get; init; }

    /// <summary>Points that are not on it.</summary>
    public IReadOnlyList<PixelPoint>? Outside { get; init; }

    /// <summary>A rough circle around it: a mask or shapes.</summary>
    public MaskBody? Area { get; init; }

    /// <summary>Name of an installed model that knows things; compact when absent.</summary>
    public string? Model { get; init; }

    /// <summary>The request to run; checked against the image.</summary>
    public SelectionRequest ToRequest(RasterImage image) =>
        new()
        {
            Points = Points ?? [],
            Outside = Outside ?? [],
            Area = Area?.ToMask(image),
        };
}

/// <summary>A suggested mask and the pixels that hold all of it.</summary>
internal sealed record MaskSuggestionReply(MaskBody Mask, RectangleBody Bounds);
