using LightningDrag.Runtime;
using LightningDrag.Training.Distributed;

namespace LightningDrag.Training.Motion;

/// <summary>
/// Trains the compact model: its motion denoiser and, where asked for, the appearance encoder's deep stages.
/// </summary>
public static class MotionTrainer
{
    /// <summary>Runs until the last step or until cancelled; either way the newest state is saved.</summary>
    /// <exception cref="LightningDragException">A wrong option, unreadable data or weights, a full disk, or a loss that
    /// stays non-finite.</exception>
    /// <remarks>
    /// Started by mpirun, or by srun with PMIx, all processes train together, each on its share of every batch.
    /// </remarks>
    public static TrainingOutcome Run(
        TrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        RunFolder.Require(options);
        TorchRuntime.EnsureLoaded();
        var group = MpiProcessGroup.OfThisRun();
        using var task = new MotionTask(options, group);
        var outcome = TrainingLoop.Run(options, task, group, progress, cancellationToken);
        // Not where something failed: the others wait for this process, and mpirun ends them when it is gone without
        // having left.
        group.Dispose();
        return outcome;
    }
}
