using System.Globalization;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Pairs;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>Training of the published network's own parts.</summary>
internal sealed class LatentTask : ITrainingTask
{
    private const int KeysShown = 16;

    private readonly LatentTrainingOptions options;
    private readonly LatentNetworks networks;
    private readonly ISupervisionPairs pairs;
    private readonly LatentData data;
    private readonly LatentValidation validation;
    private readonly LatentExport? export;

    /// <param name="options">The run's.</param>
    /// <param name="networks">Taken over.</param>
    /// <param name="pairs">To learn from.</param>
    /// <param name="held">To validate on; null: the same.</param>
    /// <param name="group">Who shares each batch.</param>
    /// <param name="export">Where the best weights go; null: nowhere.</param>
    public LatentTask(
        LatentTrainingOptions options,
        LatentNetworks networks,
        ISupervisionPairs pairs,
        ISupervisionPairs? held,
        IProcessGroup group,
        LatentExport? export
    )
    {
        if (options.Batch % (group.Count * options.Accumulation) != 0)
        {
            throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"Training option Batch is {options.Batch}; it must be a multiple of {group.Count} processes "
                    + $"times {options.Accumulation} parts."
            );
        }

        (this.options, this.networks, this.pairs, this.export) = (options, networks, pairs, export);
        Parameters = networks.Prepare(options.TrainDenoiser, options.Recompute);
        data = new LatentData(options, pairs, group);
        validation = new LatentValidation(options, networks, held ?? pairs, isHeldOut: held is not null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <inheritdoc/>
    public int Parts => options.Accumulation;

    /// <inheritdoc/>
    public string DataVersion => pairs.Version;

    /// <inheritdoc/>
    public void Start(long step, CancellationToken cancellationToken) { }

    /// <inheritdoc/>
    public double Backward(long step, int part)
    {
        double value;
        using (NewDisposeScope())
        {
            var loss =
                LatentLoss.Compute(networks, LatentBatch.Create(data.Take(step, part), networks)).sum() / options.Batch;
            loss.backward();
            value = loss.item<float>();
        }

        // What segments kept is let go by finalisers only.
        if (options.Recompute)
            GC.Collect();
        return value;
    }

    /// <inheritdoc/>
    public string KeysOf(long step)
    {
        string[] keys = [.. data.KeysOf(step)];
        string more =
            keys.Length > KeysShown
                ? string.Create(CultureInfo.InvariantCulture, $" and {keys.Length - KeysShown} more")
                : string.Empty;
        return string.Join(", ", keys.Take(KeysShown)) + more;
    }

    /// <inheritdoc/>
    public TrainingValidation Validate(long step)
    {
        var (result, error) = validation.Measure();
        export?.Offer(step, error, networks, options.TrainDenoiser);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        data.Dispose();
        networks.Dispose();
    }
}
