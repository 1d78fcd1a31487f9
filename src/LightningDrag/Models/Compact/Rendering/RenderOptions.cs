namespace LightningDrag.Models.Compact.Rendering;

/// <summary>How disocclusions are filled.</summary>
internal enum FillMethod
{
    /// <summary>A smooth continuation of the background's colours.</summary>
    Diffusion,

    /// <summary>Pieces of the photo's static layer.</summary>
    Exemplar,
}

/// <summary>Choices of the renderer.</summary>
internal sealed record RenderOptions
{
    /// <summary>How disocclusions are filled.</summary>
    public FillMethod Fill { get; init; } = FillMethod.Exemplar;

    /// <summary>Whether exemplars are searched for only briefly.</summary>
    public bool IsDraft { get; init; }

    /// <summary>
    /// What moves as a whole: painted exactly over the rest, and what it uncovers is filled however small it is.
    /// </summary>
    public IReadOnlyList<Cutout> Cutouts { get; init; } = [];

    /// <summary>Seed of the filler; the same seed gives the same bytes.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Grid pixels, 0…0.9, by which moved layers lose their rim, where the photo mixes object and old background:
    /// without it a halo of the old background travels along.
    /// </summary>
    public float RimErosion { get; init; } = 0.4f;
}
