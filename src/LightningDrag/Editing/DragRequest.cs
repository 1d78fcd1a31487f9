using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Editing;

/// <summary>
/// One edit of one image: what is dragged where, what may change, and how the results are drawn. Checked when it is
/// used.
/// </summary>
public sealed record DragRequest
{
    /// <summary>Most point pairs of one edit.</summary>
    public const int MaximumPoints = 100;

    /// <summary>Most regions of one edit.</summary>
    public const int MaximumRegions = 16;

    /// <summary>Most candidates of one edit.</summary>
    public const int MaximumCandidates = 8;

    /// <summary>Most denoising steps.</summary>
    public const int MaximumSteps = 50;

    /// <summary>Deepest seam.</summary>
    public const float MaximumFeather = 256f;

    /// <summary>Largest guidance scale.</summary>
    public const float MaximumGuidanceScale = 20f;

    /// <summary>Largest seed: every program that reads JSON keeps it exactly.</summary>
    public const long MaximumSeed = (1L << 53) - 1;

    /// <summary>
    /// 1 to 100 handle–target pairs in pixels of the source; a pin has both equal, but not all pairs may be pins. A
    /// target may lie up to one picture's length beyond each border: what leaves the picture is gone.
    /// </summary>
    public required IReadOnlyList<PointPair> Points { get; init; }

    /// <summary>
    /// Selections that move as a whole, as gestures on a painted region bring them: cut along their outline and moved
    /// exactly. Their points stand among <see cref="Points"/> like any others, for models that know points only.
    /// </summary>
    public IReadOnlyList<RigidRegion> Regions { get; init; } = [];

    /// <summary>
    /// What may change, of the source's size, with every handle inside; null lets <see cref="MaskSuggester"/> propose
    /// it.
    /// </summary>
    public EditMask? Mask { get; init; }

    /// <summary>
    /// Depth in pixels of the seam inside the mask in which the result blends with the source, 0 (a hard edge) to 256;
    /// null for two pixels of the model's window.
    /// </summary>
    public float? Feather { get; init; }

    /// <summary>
    /// What the drags mean: a part bends, or the whole thing moves; the model guesses by default, and several
    /// candidates then show its guess, the whole thing and the part, each with a mask of its own where none is given.
    /// Models without scopes do not use it.
    /// </summary>
    public DragScope Scope { get; init; }

    /// <summary>
    /// Let the model look at the whole picture, not only at the surroundings of the edit: more context, less detail.
    /// </summary>
    public bool WholeImage { get; init; }

    /// <summary>How many results to draw, 1 to 8.</summary>
    public int Candidates { get; init; } = 1;

    /// <summary>Seed of the first candidate, 0 to <see cref="MaximumSeed"/>; the others count on from it.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Denoising steps of every candidate, 1 to 50. Null takes the model's own: for <c>compact</c> one step for the
    /// first candidate (the mean, its most faithful answer) and four for the others (samples).
    /// </summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Strength of point-following guidance, 1 (off) to 20; null takes the model's own (LightningDrag, section 3.3).
    /// Models without guidance — <c>compact</c> is one — do not use it.
    /// </summary>
    public float? GuidanceScale { get; init; }

    /// <summary>
    /// How the guidance scale falls to 1 over the steps; null takes the model's own. Not used by models without
    /// guidance.
    /// </summary>
    public GuidanceDecay? GuidanceDecay { get; init; }

    /// <summary>Checks everything but the model; editing does it too, but only once a model is loaded.</summary>
    /// <param name="width">Columns of the source.</param>
    /// <param name="height">Rows of the source.</param>
    /// <exception cref="LightningDragException">The first broken rule (<see cref="ErrorCode.InvalidRequest"/>,
    /// <see cref="ErrorCode.InvalidMask"/>).</exception>
    public void Validate(int width, int height) => DragRequestValidator.Validate(this, width, height);
}
