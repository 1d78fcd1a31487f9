using LightningDrag.Runtime;

namespace LightningDrag.Evaluation;

/// <summary>
/// What <see cref="PairEvaluation"/> measures. At least one of <see cref="Photos"/> and <see cref="RealPairs"/> must be
/// given.
/// </summary>
public sealed record PairEvaluationOptions
{
    /// <summary>Name or folder of the model.</summary>
    public string Model { get; init; } = "compact";

    /// <summary>Denoising steps, 1 to 50; null takes what an edit takes for its first candidate.</summary>
    public int? Steps { get; init; }

    /// <summary>Seed of the starting noise.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// Folder of photos, from whose validation part synthetic pairs are made; null: no synthetic pairs.
    /// </summary>
    public string? Photos { get; init; }

    /// <summary>File that keeps the cut-outs of these photos.</summary>
    public string CutoutCache { get; init; } = Path.Combine(CacheFolder.Path, "validation-cutouts.bin");

    /// <summary>How many synthetic pairs, 1 to 100,000.</summary>
    public int SyntheticPairs { get; init; } = 300;

    /// <summary>Folder or tar file of real pairs; null: none.</summary>
    public string? RealPairs { get; init; }

    /// <summary>At most so many real pairs; 0 takes all.</summary>
    public int RealLimit { get; init; }

    /// <summary>Folder for report.json, index.html and its pictures; null writes nothing.</summary>
    public string? Output { get; init; }

    /// <summary>Show every so manieth pair on the page; 0 shows none.</summary>
    public int PictureEvery { get; init; } = 10;

    /// <summary>Checks the values.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the option, its value and
    /// its range.</exception>
    public void Validate()
    {
        if (Photos is null && RealPairs is null)
            throw Invalid("Neither photos nor real pairs are given; name a folder of at least one of them.");
        if (Steps is < 1 or > 50)
            throw Invalid($"The number of steps is {Steps}; it must be 1 to 50.");
        if (SyntheticPairs is < 1 or > 100_000)
        {
            throw Invalid($"The number of synthetic pairs is {SyntheticPairs}; it must be 1 to 100000.");
        }

        if (RealLimit < 0)
            throw Invalid($"The limit of real pairs is {RealLimit}; it must be 0 (all) or more.");
        if (PictureEvery < 0)
        {
            throw Invalid($"The distance between pictures is {PictureEvery}; it must be 0 (none) or more.");
        }
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
