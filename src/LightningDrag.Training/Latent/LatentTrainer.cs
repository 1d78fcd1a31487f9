using LightningDrag.Runtime;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Training.Latent;

/// <summary>
/// Trains the published network: appearance encoder, point embedding and its projections, on a frozen base
/// (LightningDrag, section 3.2).
/// </summary>
public static class LatentTrainer
{
    /// <summary>In the run folder: a model folder with the best weights, for <c>edit --model</c>.</summary>
    public const string ModelFolder = "model";

    /// <summary>Runs until the last step or until cancelled; either way the newest state is saved.</summary>
    /// <exception cref="LightningDragException">A wrong option, unreadable data or weights, a full disk, or a loss that
    /// stays non-finite.</exception>
    /// <remarks>
    /// Started by mpirun, or by srun with PMIx, all processes train together, each on its share of every batch.
    /// </remarks>
    public static TrainingOutcome Run(
        LatentTrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        RunFolder.Require(options);
        TorchRuntime.EnsureLoaded(new ComputeOptions { Device = options.Device, Precision = options.FrozenPrecision });
        var group = MpiProcessGroup.OfThisRun();
        var pairs = PairLibrary.Open(options.Data);
        var held = options.ValidationData.Count > 0 ? PairLibrary.Open(options.ValidationData) : null;
        using var task = new LatentTask(
            options,
            LatentNetworkLoader.Load(options),
            pairs,
            held,
            group,
            new LatentExport(options.Output, options.Base)
        );
        var outcome = TrainingLoop.Run(options, task, group, progress, cancellationToken);
        // Not where something failed: the others wait for this process, and mpirun ends them when it is gone without
        // having left.
        group.Dispose();
        return outcome;
    }
}
