namespace LightningDrag.Training;

/// <summary>Everything that a training run of the compact model depends on; written into the run folder.</summary>
public sealed record TrainingOptions : TrainingLoopOptions
{
    /// <summary>Folder of photographs from which synthetic pairs are made.</summary>
    public required string Photos { get; init; }

    /// <summary>
    /// File that keeps the cut-outs found in the photographs, made on first use; null keeps it in the cache folder.
    /// </summary>
    public string? CutoutCache { get; init; }

    /// <summary>
    /// Folder of pictures with true outlines (manifest.csv, images, masks or alphas), whose things move as a whole;
    /// null for none.
    /// </summary>
    public string? Objects { get; init; }

    /// <summary>Share of synthetic pairs in which things of <see cref="Objects"/> move, 0…1.</summary>
    public double ThingShare { get; init; } = 0.45;

    /// <summary>Folders of real pairs (see the evaluation of pairs); may be empty.</summary>
    public IReadOnlyList<string> RealPairs { get; init; } = [];

    /// <summary>Share of the batch drawn from real pairs when there are any, 0…0.9.</summary>
    public double RealShare { get; init; } = 0.25;

    /// <summary>
    /// Share of synthetic pairs in which a part of an object is bent under a mask that ends within the object, 0…1.
    /// </summary>
    public double PartShare { get; init; } = 0.12;

    /// <summary>
    /// Whether a step computes in bfloat16 (weights and optimiser stay float32): faster on some processors with
    /// instructions for it, slower on others and much slower without; measure both.
    /// </summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Weights of the appearance encoder (safetensors).</summary>
    public required string Encoder { get; init; }

    /// <summary>
    /// Learning rate of the encoder's deep stages (stride 8 on) relative to the denoiser's, 0…1; 0 leaves the encoder
    /// as it is.
    /// </summary>
    public double EncoderRate { get; init; }

    /// <summary>Weights to start the denoiser from; null starts from scratch.</summary>
    public string? InitialWeights { get; init; }

    /// <summary>Side of the training window in pixels: a multiple of 32 from 64 to 512.</summary>
    public int Window { get; init; } = 256;

    /// <summary>How often each synthetic pair is used, every time with new points, mask and noise: 1…8.</summary>
    public int Reuse { get; init; } = 4;

    /// <summary>
    /// Probability of the last timestep in training, on which the one-step preview rests; the rest is uniform.
    /// </summary>
    public double LastTimestepShare { get; init; } = 0.4;

    /// <summary>Synthetic validation pairs; as many more of things where there are <see cref="Objects"/>.</summary>
    public int ValidationPairs { get; init; } = 128;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(
            Window is >= 64 and <= 512 && Window % 32 == 0,
            nameof(Window),
            Window,
            "a multiple of 32 from 64 to 512"
        );
        Require(Batch is >= 1 and <= 1024, nameof(Batch), Batch, "1 to 1024");
        Require(Reuse is >= 1 and <= 8, nameof(Reuse), Reuse, "1 to 8");
        Require(Batch % Reuse == 0, nameof(Batch), Batch, $"a multiple of Reuse ({Reuse})");
        Require(RealShare is >= 0 and <= 0.9, nameof(RealShare), RealShare, "0 to 0.9");
        Require(PartShare is >= 0 and <= 1, nameof(PartShare), PartShare, "0 to 1");
        Require(ThingShare is >= 0 and <= 1, nameof(ThingShare), ThingShare, "0 to 1");
        Require(EncoderRate is >= 0 and <= 1, nameof(EncoderRate), EncoderRate, "0 to 1");
        Require(LastTimestepShare is >= 0 and <= 1, nameof(LastTimestepShare), LastTimestepShare, "0 to 1");
        Require(ValidationPairs >= 1, nameof(ValidationPairs), ValidationPairs, "at least 1");
    }
}
