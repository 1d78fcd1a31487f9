using LightningDrag.Training.Distributed;
using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>
/// The training loop of every model: schedule, gradients, clipping, step, average, validation, checkpoint.
/// </summary>
internal static class TrainingLoop
{
    /// <summary>After so many non-finite losses in a row the run stops.</summary>
    private const int LongestNonFiniteRun = 20;

    /// <summary>
    /// Runs until the last step or until any process is told to stop; either way the newest state is saved.
    /// </summary>
    public static TrainingOutcome Run(
        TrainingLoopOptions options,
        ITrainingTask task,
        IProcessGroup group,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        using var average = new ExponentialMovingAverage(task.Parameters, options.EmaDecay);
        using var optimizer = new AdamWOptimizer(task.Parameters, options.WeightDecay, options.SecondMomentDecay);
        using var gradients = group.SumGradients(task.Parameters);
        var schedule = new LearningRateSchedule(options.LearningRate, options.WarmupSteps, options.Steps);
        var checkpoint = new TrainingCheckpoint(options.Output);
        bool writes = group.Rank == 0,
            stop = false;
        long step = options.Resume ? checkpoint.Restore(task.Parameters, average, optimizer) : 0;
        task.Start(step, cancellationToken);
        using var log = writes ? new TrainingLog(options, step, task.DataVersion, progress) : null;
        for (int nonFinite = 0; step < options.Steps && !stop; step++)
        {
            double rate = schedule.At(step);
            optimizer.LearningRate = rate;
            optimizer.ZeroGradients();
            double loss = 0;
            for (int part = 0; part < task.Parts; part++)
            {
                if (part == task.Parts - 1)
                    gradients.Begin();
                loss += task.Backward(step, part);
            }

            gradients.Finish();
            double[] shared = [loss, cancellationToken.IsCancellationRequested ? 1 : 0];
            group.Sum(shared);
            (loss, stop) = (shared[0], shared[1] > 0);

            double norm = nn.utils.clip_grad_norm_(task.Parameters.Select(p => p.Value), options.GradientClip);
            if (double.IsFinite(loss) && double.IsFinite(norm))
            {
                optimizer.Step();
                average.Update(step);
                nonFinite = 0;
            }
            else if (++nonFinite >= LongestNonFiniteRun)
            {
                throw new LightningDragException(
                    ErrorCode.InvalidFile,
                    $"The loss or its gradient was not finite for {nonFinite} steps up to step {step + 1}, whose "
                        + $"batch is {task.KeysOf(step)}: lower the learning rate or check these pairs."
                );
            }

            log?.Step(step, loss, norm, rate, skipped: nonFinite > 0);
            bool last = step + 1 == options.Steps;
            if (writes && ((step + 1) % options.ValidateEvery == 0 || last))
            {
                average.Swap();
                log!.Validation(step + 1, task.Validate(step + 1));
                average.Swap();
            }

            if (writes && ((step + 1) % options.CheckpointEvery == 0 || last || stop))
                checkpoint.Save(step + 1, task.Parameters, average, optimizer);
        }

        if (step == options.Steps)
            log?.Finished();
        return new TrainingOutcome(step, step == options.Steps, group.Rank);
    }
}

/// <summary>How a run ended.</summary>
/// <param name="Step">Steps taken in all.</param>
/// <param name="IsFinished">Whether the last step was reached; otherwise the run was told to stop and can be
/// resumed.</param>
/// <param name="Rank">Number of this process among those that train together; number 0 alone has written
/// anything.</param>
public sealed record TrainingOutcome(long Step, bool IsFinished, int Rank);
