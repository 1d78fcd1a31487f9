using LightningDrag.Editing;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace LightningDrag.Server.Work;

/// <summary>Takes edits from the board and runs them, so many at a time.</summary>
internal sealed partial class EditWorkers(
    int count,
    IEditBoard board,
    EditRunner runner,
    FreshResults results,
    ServerMetrics metrics,
    ILogger<EditWorkers> log
) : IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource noMore = new(),
        abort = new();
    private Task running = Task.CompletedTask;

    public void Start() => running = Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(WorkAsync)));

    /// <summary>Takes no more edits and waits for those in hand.</summary>
    public async Task StopAsync()
    {
        await noMore.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    /// <summary>Gives up what is in hand as well.</summary>
    public async Task AbortAsync()
    {
        await abort.CancelAsync().ConfigureAwait(false);
        await StopAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        noMore.Dispose();
        abort.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!noMore.IsCancellationRequested)
        {
            try
            {
                var taken = await board.TakeAsync(noMore.Token).ConfigureAwait(false);
                var end = await RunAsync(taken).ConfigureAwait(false);
                // Where others can take it over, an edit is not over because this server is.
                if (abort.IsCancellationRequested && board.IsShared)
                    return;
                metrics.EditEnded(end.State.ToString().ToLowerInvariant());
                await board.FinishAsync(end).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (noMore.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (board.IsShared)
            {
                BoardFailed(log, e);
                await Task.Delay(AfterFailure, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async Task<EditReply> RunAsync(TakenEdit taken)
    {
        using var trace = ServerMetrics.Traces.StartActivity("edit");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(taken.Cancelled, abort.Token);
        trace?.SetTag("edit.id", taken.Id);
        try
        {
            var progress = new Reporter(p => board.Report(taken.Id, ProgressReply.Of(p)));
            var result = await runner.RunAsync(taken.Edit, progress, stop.Token).ConfigureAwait(false);
            results.Made(result.Candidates[0].Image);
            return new EditReply
            {
                Id = taken.Id,
                State = EditState.Completed,
                Result = result,
            };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new EditReply { Id = taken.Id, State = EditState.Cancelled };
        }
        catch (Exception e)
        {
            var error = ApiError.Of(e);
            if (error.Status >= 500)
                Failed(log, taken.Id, e);
            return new EditReply
            {
                Id = taken.Id,
                State = EditState.Failed,
                Error = error.ToProblem(),
            };
        }
    }

    [LoggerMessage(LogLevel.Error, "Edit {Id} failed")]
    private static partial void Failed(ILogger log, string id, Exception exception);

    [LoggerMessage(LogLevel.Error, "The shared store cannot be used; trying again")]
    private static partial void BoardFailed(ILogger log, Exception exception);

    /// <summary>Passes progress on at once and in order, as <see cref="Progress{T}"/> does not.</summary>
    private sealed class Reporter(Action<EditProgress> report) : IProgress<EditProgress>
    {
        public void Report(EditProgress value) => report(value);
    }
}
