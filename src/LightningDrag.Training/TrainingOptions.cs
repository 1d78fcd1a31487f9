namespace LightningDrag.Training;

/// <summary>Everything that a training run of the compact model depends on; written into the run folder.</summary>
public sealed record TrainingOptions
{
    /// <summary>Folder of photographs from which synthetic pairs are made.</summary>
    public required string Photos { get; init; }

    /// <summary>File that keeps the cut-outs found in the photographs, made on first use; null keeps it in the cache folder.</summary>
    public string? CutoutCache { get; init; }

    /// <summary>Folders of real pairs (see the evaluation of pairs); may be empty.</summary>
    public IReadOnlyList<string> RealPairs { get; init; } = [];

    /// <summary>Share of the batch drawn from real pairs when there are any, 0…0.9.</summary>
    public double RealShare { get; init; } = 0.25;

    /// <summary>Share of synthetic pairs in which a part of an object is bent under a mask that ends within the object, 0…1.</summary>
    public double PartShare { get; init; } = 0.12;

    /// <summary>Whether a step computes in bfloat16 (weights and optimiser stay float32): faster where the processor has instructions for it, much slower elsewhere.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Run folder: checkpoints, log, configuration.</summary>
    public required string Output { get; init; }

    /// <summary>Weights of the appearance encoder (safetensors).</summary>
    public required string Encoder { get; init; }

    /// <summary>Weights to start the denoiser from; null starts from scratch.</summary>
    public string? InitialWeights { get; init; }

    /// <summary>Side of the training window in pixels: a multiple of 32 from 64 to 512.</summary>
    public int Window { get; init; } = 256;

    /// <summary>Samples a step, 1…1024.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>How often each synthetic pair is used, every time with new points, mask and noise: 1…8.</summary>
    public int Reuse { get; init; } = 4;

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; init; } = 10_000;

    /// <summary>Peak learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 6e-4;

    /// <summary>Steps of linear warm-up.</summary>
    public long WarmupSteps { get; init; } = 200;

    /// <summary>Weight decay of matrices and kernels; norms and biases have none.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Largest norm of the gradient.</summary>
    public double GradientClip { get; init; } = 1.0;

    /// <summary>Decay of the averaged weights.</summary>
    public double EmaDecay { get; init; } = 0.999;

    /// <summary>Probability of the last timestep in training, on which the one-step preview rests; the rest is uniform.</summary>
    public double LastTimestepShare { get; init; } = 0.4;

    /// <summary>Seed of data, points and noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps between checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 500;

    /// <summary>Steps between validations.</summary>
    public long ValidateEvery { get; init; } = 500;

    /// <summary>Synthetic validation pairs.</summary>
    public int ValidationPairs { get; init; } = 128;

    /// <summary>Whether to go on from the newest checkpoint in the run folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="LightningDragException">Names the option, the value and the range.</exception>
    public void Validate()
    {
        Require(Window is >= 64 and <= 512 && Window % 32 == 0, nameof(Window), Window, "a multiple of 32 from 64 to 512");
        Require(Batch is >= 1 and <= 1024, nameof(Batch), Batch, "1 to 1024");
        Require(Reuse is >= 1 and <= 8, nameof(Reuse), Reuse, "1 to 8");
        Require(Batch % Reuse == 0, nameof(Batch), Batch, $"a multiple of Reuse ({Reuse})");
        Require(Steps >= 1, nameof(Steps), Steps, "at least 1");
        Require(LearningRate is > 0 and < 1, nameof(LearningRate), LearningRate, "above 0 and below 1");
        Require(EmaDecay is >= 0 and < 1, nameof(EmaDecay), EmaDecay, "0 to below 1");
        Require(RealShare is >= 0 and <= 0.9, nameof(RealShare), RealShare, "0 to 0.9");
        Require(PartShare is >= 0 and <= 1, nameof(PartShare), PartShare, "0 to 1");
        Require(LastTimestepShare is >= 0 and <= 1, nameof(LastTimestepShare), LastTimestepShare, "0 to 1");
        Require(GradientClip > 0, nameof(GradientClip), GradientClip, "above 0");
        Require(CheckpointEvery >= 1, nameof(CheckpointEvery), CheckpointEvery, "at least 1");
        Require(ValidateEvery >= 1, nameof(ValidateEvery), ValidateEvery, "at least 1");
        Require(ValidationPairs >= 1, nameof(ValidationPairs), ValidationPairs, "at least 1");
    }

    private static void Require(bool valid, string option, object value, string range)
    {
        if (!valid) throw new LightningDragException(ErrorCode.InvalidRequest, $"Training option {option} is {value}; it must be {range}.");
    }
}
