using LightningDrag.Training.Distributed;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Training.Synthetic;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>
/// Training of the compact model: its motion denoiser and, where asked for, the appearance encoder's deep stages.
/// </summary>
internal sealed class MotionTask : ITrainingTask
{
    private const string EncoderPrefix = "encoder.";

    private readonly TrainingOptions options;
    private readonly IProcessGroup group;
    private readonly AppearanceEncoder encoder = new();
    private readonly MotionDenoiser denoiser;
    private readonly ComputedNetwork<MotionDenoiser> computed;
    private readonly ComputedNetwork<AppearanceEncoder> computedEncoder;
    private readonly AppearanceCache appearance;
    private readonly BestWeights best;
    private MotionDataStream? data;
    private Task<(MotionBatch Share, long[] Slots)>? upcoming;
    private IReadOnlyList<MotionBatch>? held;
    private IReadOnlyList<MotionBatch>? heldThings;

    public MotionTask(TrainingOptions options, IProcessGroup group)
    {
        (this.options, this.group) = (options, group);
        WeightLoader.Load(encoder, options.Encoder);
        encoder.eval();
        denoiser = MotionDenoiser.Untrained(options.Seed);
        if (options.InitialWeights is { } path)
            denoiser.StartFrom(WeightLoader.Open(path));

        var tuned = NamedParameter
            .Of(encoder, EncoderPrefix)
            .Where(p => options.EncoderRate > 0 && AppearanceEncoder.IsTuned(p.Name[EncoderPrefix.Length..]))
            .ToArray();
        foreach (var parameter in encoder.parameters())
            parameter.requires_grad = false;
        foreach (var parameter in tuned)
            parameter.Value.requires_grad = true;
        Parameters = [.. NamedParameter.Of(denoiser), .. tuned.Select(p => p with { Rate = options.EncoderRate })];
        computed = new ComputedNetwork<MotionDenoiser>(denoiser, options.HalfPrecision);
        computedEncoder = new ComputedNetwork<AppearanceEncoder>(encoder, options.HalfPrecision && IsEncoderTuned);
        appearance = new AppearanceCache(encoder, IsEncoderTuned ? computedEncoder.Module : null);
        best = new BestWeights(options.Output);
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedParameter> Parameters { get; }

    /// <inheritdoc/>
    public int Parts => 1;

    /// <inheritdoc/>
    public string DataVersion => Data.Version;

    private bool IsEncoderTuned => options.EncoderRate > 0;

    private MotionDataStream Data => data ?? throw new InvalidOperationException("Start comes first.");

    /// <inheritdoc/>
    public void Start(long step, CancellationToken cancellationToken) =>
        data = MotionDataStream.Open(options, group, step, cancellationToken);

    /// <inheritdoc/>
    public double Backward(long step, int part)
    {
        using var scope = NewDisposeScope();
        // The next batch is drawn while this one is learned from.
        var (batch, slots) = upcoming is null ? Data.Next() : upcoming.GetAwaiter().GetResult();
        upcoming = step + 1 < options.Steps ? Task.Run(Data.Next) : null;
        using (batch)
        {
            using var generator = new Generator(CounterRandom.Derive(options.Seed, (ulong)step));
            computed.TakeWeights();
            computedEncoder.TakeWeights();
            var (noisy, timestep) = Diffusion.AddNoise(
                batch,
                slots,
                options.Batch,
                options.LastTimestepShare,
                generator
            );
            var output = computed.Module.Forward(
                noisy,
                batch.Fields,
                appearance.Encode(batch),
                timestep,
                batch.LongestDrag,
                batch.Handles,
                batch.Scope
            );
            var (total, flow) = MotionLoss.Compute(output, batch, group);
            total.backward();
            computed.GiveGradients();
            computedEncoder.GiveGradients();
            appearance.Trim();
            return flow.ToDouble() / group.Count; // of the whole batch, the same in every process
        }
    }

    /// <inheritdoc/>
    public string KeysOf(long step) => $"number {step} of seed {options.Seed}";

    /// <inheritdoc/>
    public TrainingValidation Validate(long step)
    {
        held ??= Data.ValidationBatches();
        heldThings ??= Data.ThingBatches();
        var metrics = MotionValidation.Measure(encoder, denoiser, held);
        var ofThings = heldThings.Count > 0 ? MotionValidation.Measure(encoder, denoiser, heldThings) : null;
        best.Offer(step, metrics, ofThings, denoiser, encoder);
        var (count, fault) = Data.SkippedPairs;
        string skipped = count > 0 ? $"; {count} real pairs skipped, the latest because: {fault}" : string.Empty;
        string things = ofThings is null ? string.Empty : $"; things {ofThings}";
        var figures = (ofThings?.Figures ?? new Dictionary<string, double>())
            .Select(figure => KeyValuePair.Create("things." + figure.Key, figure.Value))
            .Concat(metrics.Figures);
        return new TrainingValidation(metrics + things + skipped, new Dictionary<string, double>(figures));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (upcoming is not null)
        {
            Task.WaitAny(upcoming);
            if (upcoming.IsCompletedSuccessfully)
                upcoming.Result.Share.Dispose();
        }

        data?.Dispose();
        foreach (var batch in (held ?? []).Concat(heldThings ?? []))
            batch.Dispose();
        IDisposable[] parts = [appearance, computed, computedEncoder, denoiser, encoder];
        foreach (var part in parts)
            part.Dispose();
    }
}
