namespace LightningDrag.Evaluation.DragBench;

/// <summary>What <see cref="DragBenchEvaluation"/> measures.</summary>
public sealed record DragBenchOptions
{
    /// <summary>DragBench's folder of categories.</summary>
    public required string Folder { get; init; }

    /// <summary>Name or folder of the model.</summary>
    public string Model { get; init; } = "compact";

    /// <summary>Denoising steps, 1 to 50; null takes the model's own.</summary>
    public int? Steps { get; init; }

    /// <summary>Seed of the starting noise.</summary>
    public long Seed { get; init; }

    /// <summary>At most so many samples; 0 takes all.</summary>
    public int Limit { get; init; }

    /// <summary>
    /// torchvision's AlexNet and the LPIPS package's channel weights, for LPIPS itself; null: the encoder's distance in
    /// its place.
    /// </summary>
    public (string AlexNet, string Channels)? Lpips { get; init; }

    /// <summary>Folder for report.json, index.html and its pictures; null writes nothing.</summary>
    public string? Output { get; init; }
}
