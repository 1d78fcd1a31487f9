using LightningDrag.Server.Contracts;

namespace LightningDrag.Server.Work;

/// <summary>
/// All edits: those that wait, in fair order; those that run; and, for a while, those that are done. Workers take from
/// it, callers look at it. Thread-safe.
/// </summary>
internal interface IEditBoard
{
    /// <summary>How many edits wait or run that only this server can finish.</summary>
    int Unfinished { get; }

    /// <summary>
    /// Whether other servers work from it too: then what waits, and what was made, outlives this one.
    /// </summary>
    bool IsShared { get; }

    /// <summary>Whether it can be used at the moment.</summary>
    bool IsReachable { get; }

    /// <summary>Accepts an edit.</summary>
    /// <exception cref="ApiError">429: there is no room.</exception>
    ValueTask<EditReply> AddAsync(string client, EditBody edit, CancellationToken cancellationToken);

    /// <summary>Waits for the next edit and takes it; it is then running.</summary>
    ValueTask<TakenEdit> TakeAsync(CancellationToken cancellationToken);

    /// <summary>Notes how far a running edit is. Does not wait: the next note, or the end, replaces it.</summary>
    void Report(string id, ProgressReply progress);

    /// <summary>Ends a running edit.</summary>
    /// <param name="end">In a final state.</param>
    ValueTask FinishAsync(EditReply end);

    /// <summary>An edit; null where there is none of this id (any more).</summary>
    ValueTask<EditReply?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// An edit now, and then again whenever it changes, up to its end; states in between may be left out. Ends at once
    /// where there is no such edit.
    /// </summary>
    IAsyncEnumerable<EditReply> WatchAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Gives up an edit that waits or runs; does nothing to one that has ended. False where there is none of this id.
    /// </summary>
    ValueTask<bool> CancelAsync(string id, CancellationToken cancellationToken);
}

/// <summary>An edit in a worker's hands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Edit">What to do.</param>
/// <param name="Cancelled">Set when someone gives it up.</param>
internal sealed record TakenEdit(string Id, EditBody Edit, CancellationToken Cancelled);
