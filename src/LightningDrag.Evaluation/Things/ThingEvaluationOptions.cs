namespace LightningDrag.Evaluation.Things;

/// <summary>What <see cref="ThingEvaluation"/> measures.</summary>
public sealed record ThingEvaluationOptions
{
    /// <summary>Folder of pictures with true outlines: manifest.csv, images, masks, alphas.</summary>
    public required string Objects { get; init; }

    /// <summary>
    /// Folder of photographs: backgrounds of cut-outs, and pictures that <see cref="Objects"/> has the outlines of;
    /// null leaves those out.
    /// </summary>
    public string? Photos { get; init; }

    /// <summary>Name or folder of the model.</summary>
    public string Model { get; init; } = "compact";

    /// <summary>Name or folder of a second model to compare with, the weights of yesterday, say; null: none.</summary>
    public string? OtherModel { get; init; }

    /// <summary>How many things, 1 to 10,000; fewer where no more are held back.</summary>
    public int Count { get; init; } = 120;

    /// <summary>Seed of the moves that are drawn.</summary>
    public long Seed { get; init; }

    /// <summary>Folder for report.json, index.html and its pictures; null writes nothing.</summary>
    public string? Output { get; init; }

    /// <summary>Show every so manieth thing on the page; 0 shows none.</summary>
    public int PictureEvery { get; init; } = 5;

    /// <summary>Checks the values.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the option, its value and
    /// its range.</exception>
    public void Validate()
    {
        if (Count is < 1 or > 10_000)
            throw Invalid($"Count is {Count}; it must be 1 to 10000.");
        if (PictureEvery < 0)
            throw Invalid($"PictureEvery is {PictureEvery}; it must be 0 (none) or more.");
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
