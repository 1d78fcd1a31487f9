namespace LightningDrag.Server.Work;

/// <summary>The way down: no new work, accepted edits finished, results handed out.</summary>
internal sealed class Shutdown(IEditBoard board, EditWorkers workers, FreshResults results)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private volatile bool begun;

    /// <summary>Whether new work is refused.</summary>
    public bool HasBegun => begun;

    /// <summary>Refuses new work from now on, and returns when nothing accepted is left to do.</summary>
    /// <param name="giveUp">Ends the waiting, and the work with it.</param>
    public async Task DrainAsync(CancellationToken giveUp)
    {
        begun = true;
        try
        {
            while (!board.IsShared && board.Unfinished > 0)
                await Task.Delay(Glance, giveUp).ConfigureAwait(false);
            await workers.StopAsync().WaitAsync(giveUp).ConfigureAwait(false);
            while (!board.IsShared && results.Any)
                await Task.Delay(Glance, giveUp).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await workers.AbortAsync().ConfigureAwait(false);
        }
    }
}
