using LightningDrag.Models.StableDiffusion;
using LightningDrag.Runtime;

namespace LightningDrag.Training.Latent;

/// <summary>
/// Everything that a training run of the published network depends on; written into the run folder. Learning rate,
/// batch and number of points are the paper's (LightningDrag, section 4.1); the rest it does not tell.
/// </summary>
public sealed record LatentTrainingOptions : TrainingLoopOptions
{
    /// <summary>Defaults that differ from the compact model's.</summary>
    public LatentTrainingOptions()
    {
        (Batch, Steps, LearningRate, WarmupSteps) = (256, 50_000, 5e-5, 500);
        (SecondMomentDecay, EmaDecay, ReportEvery, CheckpointEvery, ValidateEvery) = (0.999, 0.9999, 10, 1000, 1000);
    }

    /// <summary>
    /// Folder of the base: an inpainting checkpoint in diffusers layout, its autoencoder and the image prompt, as
    /// <c>models download sd15</c> lays them out.
    /// </summary>
    public required string Base { get; init; }

    /// <summary>Folders of supervision pairs, loose or in tar files.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>
    /// Folders of held-out pairs, of other scenes; empty: validation shows pairs that are trained on.
    /// </summary>
    public IReadOnlyList<string> ValidationData { get; init; } = [];

    /// <summary>
    /// Whether training goes on from the drag weights in the base's folder; otherwise the appearance encoder starts
    /// from the base's U-Net and points from nothing.
    /// </summary>
    public bool FromPublished { get; init; }

    /// <summary>
    /// The point embedding's e where it starts from nothing, 1…64: embeddings have 8·e to 64·e channels. As published:
    /// 16.
    /// </summary>
    public int PointWidth { get; init; } = 16;

    /// <summary>
    /// Whether the denoiser itself is trained too; as published it is frozen. For bases that cannot inpaint yet.
    /// </summary>
    public bool TrainDenoiser { get; init; }

    /// <summary>Side of the square that the networks see, in pixels: a multiple of 64 from 64 to 1024.</summary>
    public int Window { get; init; } = 512;

    /// <summary>Parts that each process computes its share of a batch in, one after the other, 1…1024.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>
    /// Whether activations are computed twice in place of being kept (activation checkpointing): about a third more
    /// time, a fraction of the memory.
    /// </summary>
    public bool Recompute { get; init; } = true;

    /// <summary>What runs the networks; by default LIGHTNINGDRAG_DEVICE, else the processor.</summary>
    public ComputeDevice Device { get; init; } = new ComputeOptions().Device;

    /// <summary>Number format of the frozen networks; what is trained is always float32.</summary>
    public ComputePrecision FrozenPrecision { get; init; } = ComputePrecision.Float32;

    /// <summary>
    /// Probability that a sample is seen without points, for guidance, 0…1 (the published rate is unknown).
    /// </summary>
    public double PointDropout { get; init; } = 0.1;

    /// <summary>
    /// Most pairs of points of a sample, 1…100; as many as a uniform draw says, and no more than the pair has.
    /// </summary>
    public int MaxPoints { get; init; } = 20;

    /// <summary>Smallest side of a random crop as a share of the picture's, above 0.25 to 1.</summary>
    public double Crop { get; init; } = 0.8;

    /// <summary>Whether half of the samples are mirrored.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>How far contrast and brightness vary, the same in source and target, 0…0.5.</summary>
    public double ColourJitter { get; init; } = 0.1;

    /// <summary>Samples that a validation measures, 1…4096.</summary>
    public int ValidationSamples { get; init; } = 64;

    /// <summary>Edits that a validation shows, 0…16.</summary>
    public int Pictures { get; init; } = 4;

    /// <summary>DDIM steps of these edits, 1…50.</summary>
    public int PictureSteps { get; init; } = 25;

    internal StableDiffusionOptions Edits => new() { Area = Window * Window };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(
            Window is >= 64 and <= 1024 && Window % 64 == 0,
            nameof(Window),
            Window,
            "a multiple of 64 from 64 to 1024"
        );
        Require(
            Accumulation is >= 1 and <= 1024 && Batch % Accumulation == 0,
            nameof(Accumulation),
            Accumulation,
            $"1 to 1024 and a divisor of Batch ({Batch})"
        );
        Require(PointWidth is >= 1 and <= 64, nameof(PointWidth), PointWidth, "1 to 64");
        Require(PointDropout is >= 0 and <= 1, nameof(PointDropout), PointDropout, "0 to 1");
        Require(MaxPoints is >= 1 and <= 100, nameof(MaxPoints), MaxPoints, "1 to 100");
        Require(Crop is > 0.25 and <= 1, nameof(Crop), Crop, "above 0.25 to 1");
        Require(ColourJitter is >= 0 and <= 0.5, nameof(ColourJitter), ColourJitter, "0 to 0.5");
        Require(ValidationSamples is >= 1 and <= 4096, nameof(ValidationSamples), ValidationSamples, "1 to 4096");
        Require(Pictures is >= 0 and <= 16, nameof(Pictures), Pictures, "0 to 16");
        Require(PictureSteps is >= 1 and <= 50, nameof(PictureSteps), PictureSteps, "1 to 50");
        Require(Enum.IsDefined(Device), nameof(Device), Device, "Cpu or Cuda");
        Require(
            FrozenPrecision is ComputePrecision.Float32 or ComputePrecision.BFloat16,
            nameof(FrozenPrecision),
            FrozenPrecision,
            "Float32 or BFloat16"
        );
        Require(Data.Count > 0, nameof(Data), "empty", "at least one folder");
    }
}
