using System.Globalization;

namespace LightningDrag.Training;

/// <summary>What every training run depends on, whatever it trains.</summary>
public abstract record TrainingLoopOptions
{
    /// <summary>Run folder: checkpoints, log, configuration, best weights.</summary>
    public required string Output { get; init; }

    /// <summary>Samples a step over all processes, 1…65536.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Steps of the whole run.</summary>
    public long Steps { get; init; } = 10_000;

    /// <summary>Peak learning rate of AdamW, above 0 and below 1.</summary>
    public double LearningRate { get; init; } = 6e-4;

    /// <summary>Steps of linear warm-up.</summary>
    public long WarmupSteps { get; init; } = 200;

    /// <summary>Weight decay of matrices and kernels; norms and biases have none.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of AdamW's second moments, 0 to below 1.</summary>
    public double SecondMomentDecay { get; init; } = 0.99;

    /// <summary>Largest norm of the gradient.</summary>
    public double GradientClip { get; init; } = 1.0;

    /// <summary>Decay of the averaged weights, 0 to below 1.</summary>
    public double EmaDecay { get; init; } = 0.999;

    /// <summary>Seed of data, points and noise.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Steps between checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 500;

    /// <summary>Steps between validations.</summary>
    public long ValidateEvery { get; init; } = 500;

    /// <summary>Steps between lines of the log.</summary>
    public long ReportEvery { get; init; } = 50;

    /// <summary>Whether to go on from the newest checkpoint in the run folder.</summary>
    public bool Resume { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="LightningDragException">Names the option, the value and the range.</exception>
    public virtual void Validate()
    {
        Require(Batch is >= 1 and <= 65536, nameof(Batch), Batch, "1 to 65536");
        Require(Steps is >= 1 and <= int.MaxValue, nameof(Steps), Steps, $"1 to {int.MaxValue}");
        Require(LearningRate is > 0 and < 1, nameof(LearningRate), LearningRate, "above 0 and below 1");
        Require(WarmupSteps >= 0, nameof(WarmupSteps), WarmupSteps, "at least 0");
        Require(WeightDecay is >= 0 and < 1, nameof(WeightDecay), WeightDecay, "0 to below 1");
        Require(SecondMomentDecay is >= 0 and < 1, nameof(SecondMomentDecay), SecondMomentDecay, "0 to below 1");
        Require(EmaDecay is >= 0 and < 1, nameof(EmaDecay), EmaDecay, "0 to below 1");
        Require(GradientClip > 0, nameof(GradientClip), GradientClip, "above 0");
        Require(CheckpointEvery >= 1, nameof(CheckpointEvery), CheckpointEvery, "at least 1");
        Require(ValidateEvery >= 1, nameof(ValidateEvery), ValidateEvery, "at least 1");
        Require(ReportEvery >= 1, nameof(ReportEvery), ReportEvery, "at least 1");
    }

    private protected static void Require(bool valid, string option, object value, string range)
    {
        if (!valid)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The training option '{MemberWords.Of(option)}' is {value}; it must be {range}."
                )
            );
        }
    }
}
