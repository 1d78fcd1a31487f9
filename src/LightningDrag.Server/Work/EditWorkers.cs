using LightningDrag.Editing;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace LightningDrag.Server.Work;

/// <summary>Takes edits from the board and runs them, so many at a time.</summary>
internal sealed partial class EditWorkers(int count, IEditBoard board, EditRunner runner, FreshResults results, ServerMetrics metrics, ILogger<EditWorkers> log) : IDisposable
{
    private readonly CancellationTokenSource noMore = new();
    private Task running = Task.CompletedTask;

    public void Start() => running = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(WorkAsync)));

    /// <summary>Takes no more edits and waits for those in hand.</summary>
    public async Task StopAsync()
    {
        await noMore.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    public void Dispose() => noMore.Dispose();

    private async Task WorkAsync()
    {
        while (!noMore.IsCancellationRequested)
        {
            TakenEdit taken;
            try
            {
                taken = await board.TakeAsync(noMore.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var end = await RunAsync(taken).ConfigureAwait(false);
            metrics.EditEnded(end.State.ToString().ToLowerInvariant());
            await board.FinishAsync(end).ConfigureAwait(false);
        }
    }

    private async Task<EditReply> RunAsync(TakenEdit taken)
    {
        using var trace = ServerMetrics.Traces.StartActivity("edit");
        trace?.SetTag("edit.id", taken.Id);
        try
        {
            var progress = new Reporter(p => board.Report(taken.Id, ProgressReply.Of(p)));
            var result = await runner.RunAsync(taken.Edit, progress, taken.Cancelled).ConfigureAwait(false);
            results.Made(result.Candidates[0].Image);
            return new EditReply { Id = taken.Id, State = EditState.Completed, Result = result };
        }
        catch (OperationCanceledException) when (taken.Cancelled.IsCancellationRequested)
        {
            return new EditReply { Id = taken.Id, State = EditState.Cancelled };
        }
        catch (Exception e)
        {
            var error = ApiError.Of(e);
            if (error.Status >= 500) Failed(log, taken.Id, e);
            return new EditReply { Id = taken.Id, State = EditState.Failed, Error = error.ToProblem() };
        }
    }

    [LoggerMessage(LogLevel.Error, "Edit {Id} failed")]
    private static partial void Failed(ILogger log, string id, Exception exception);

    /// <summary>Passes progress on at once and in order, as <see cref="Progress{T}"/> does not.</summary>
    private sealed class Reporter(Action<EditProgress> report) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => report(value);
    }
}
