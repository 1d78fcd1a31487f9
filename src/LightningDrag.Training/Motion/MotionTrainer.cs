using LightningDrag.Models.Compact;
using LightningDrag.Runtime;
using LightningDrag.Training.Synthetic;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>Trains the motion denoiser of the compact model; the appearance encoder stays frozen.</summary>
public static class MotionTrainer
{
    /// <summary>After so many non-finite losses in a row the run stops.</summary>
    private const int LargestNonFiniteRun = 20;

    /// <summary>Runs until the last step or until cancelled; either way the newest state is saved.</summary>
    /// <exception cref="LightningDragException">A wrong option, unreadable data or weights, or a loss that stays non-finite.</exception>
    public static void Run(TrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        TorchRuntime.EnsureLoaded();
        using var log = new TrainingLog(options, progress);
        using var encoder = new AppearanceEncoder();
        WeightLoader.Load(encoder, options.Encoder);
        encoder.eval();
        manual_seed((long)options.Seed);
        using var denoiser = new MotionDenoiser();
        if (options.InitialWeights is { } weights) WeightLoader.Load(denoiser, weights);

        using var computed = new ComputedDenoiser(denoiser, options.HalfPrecision);
        using var appearance = new AppearanceCache(encoder);
        using var average = new ExponentialMovingAverage(denoiser, options.EmaDecay);
        using var optimizer = new AdamWOptimizer(denoiser, options.WeightDecay);
        var schedule = new LearningRateSchedule(options.LearningRate, options.WarmupSteps, options.Steps);
        var checkpoint = new TrainingCheckpoint(options.Output);
        long step = options.Resume ? checkpoint.Restore(denoiser, average, optimizer) : 0;

        using var data = MotionDataStream.Open(options, step, cancellationToken);
        var validation = data.ValidationBatches();
        var best = new BestWeights(options.Output);
        int nonFinite = 0;
        for (; step < options.Steps && !cancellationToken.IsCancellationRequested; step++)
        {
            using var batch = data.Next();
            optimizer.LearningRate = schedule.At(step);
            double loss = Step(step);
            nonFinite = double.IsFinite(loss) ? 0 : nonFinite + 1;
            if (nonFinite > LargestNonFiniteRun)
            {
                throw new LightningDragException(ErrorCode.InvalidFile, $"The loss was not finite for {nonFinite} steps up to step {step}; lower the learning rate or check the data.");
            }

            log.Step(step, loss, schedule.At(step), batch.Count);
            bool last = step + 1 == options.Steps;
            if ((step + 1) % options.ValidateEvery == 0 || last)
            {
                average.Swap();
                var metrics = MotionValidation.Measure(encoder, denoiser, validation);
                best.Offer(step + 1, metrics, denoiser);
                average.Swap();
                log.Validation(step + 1, metrics);
            }

            if ((step + 1) % options.CheckpointEvery == 0 || last) checkpoint.Save(step + 1, denoiser, average, optimizer);

            double Step(long number)
            {
                using var scope = NewDisposeScope();
                using var generator = new Generator(CounterRandom.Derive(options.Seed, (ulong)number));
                computed.TakeWeights();
                var (noisy, timestep) = Diffusion.AddNoise(batch, options.LastTimestepShare, generator);
                var (total, flow) = MotionLoss.Compute(
                    computed.Module.Forward(noisy, batch.Fields, appearance.Encode(batch), timestep, batch.LongestDrag, batch.Handles), batch);
                optimizer.ZeroGradients();
                if (!double.IsFinite(total.ToDouble())) return double.NaN;
                total.backward();
                computed.GiveGradients();
                nn.utils.clip_grad_norm_(denoiser.parameters(), options.GradientClip);
                optimizer.Step();
                average.Update(number);
                appearance.Trim();
                return flow.ToDouble();
            }
        }

        if (cancellationToken.IsCancellationRequested) checkpoint.Save(step, denoiser, average, optimizer);
        foreach (var batch in validation) batch.Dispose();
    }
}
