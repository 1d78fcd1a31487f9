using System.Diagnostics;
using System.Runtime.CompilerServices;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Telemetry;

namespace LightningDrag.Server.Work;

/// <summary>The edits of a server that works alone.</summary>
internal sealed class MemoryEditBoard(int capacity, ServerMetrics metrics) : IEditBoard, IDisposable
{
    /// <summary>So many edits that have ended can still be looked at.</summary>
    private const int Remembered = 1000;

    private readonly FairQueue<Item> queue = new(capacity);
    private readonly Lock gate = new();
    private readonly Dictionary<string, Item> byId = [];
    private readonly Queue<string> ended = new();
    private int unfinished;

    public bool IsShared => false;

    public bool IsReachable => true;

    public int Unfinished => Volatile.Read(ref unfinished);

    public ValueTask<EditReply> AddAsync(string client, EditBody edit, CancellationToken cancellationToken)
    {
        var item = new Item(
            client,
            edit,
            new EditReply { Id = Guid.NewGuid().ToString("N"), State = EditState.Queued }
        );
        lock (gate)
            byId.Add(item.Reply.Id, item);
        Interlocked.Increment(ref unfinished);
        if (!queue.TryAdd(client, item))
        {
            lock (gate)
                byId.Remove(item.Reply.Id);
            Interlocked.Decrement(ref unfinished);
            throw ApiError.TooMany(
                "Too many edits are waiting already.",
                TimeSpan.FromSeconds(Math.Clamp(queue.Count, 1, 60))
            );
        }

        metrics.EditQueued();
        return ValueTask.FromResult(Shown(item));
    }

    public async ValueTask<TakenEdit> TakeAsync(CancellationToken cancellationToken)
    {
        var item = await queue.TakeAsync(cancellationToken).ConfigureAwait(false);
        metrics.EditLeftQueue(Stopwatch.GetElapsedTime(item.Accepted));
        Change(item, reply => reply with { State = EditState.Running });
        return new TakenEdit(item.Reply.Id, item.HandOver(), item.Cancellation.Token);
    }

    public void Report(string id, ProgressReply progress)
    {
        if (Find(id) is { } item)
            Change(item, reply => reply with { Progress = progress });
    }

    public ValueTask FinishAsync(EditReply end)
    {
        if (Find(end.Id) is { } item)
            End(item, end);
        return ValueTask.CompletedTask;
    }

    public ValueTask<EditReply?> FindAsync(string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(id) is { } item ? Shown(item) : null);

    public async IAsyncEnumerable<EditReply> WatchAsync(
        string id,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (Find(id) is not { } item)
            yield break;
        while (true)
        {
            var changed = item.Changed;
            var reply = Shown(item);
            yield return reply;
            if (reply.IsFinal)
                yield break;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public ValueTask<bool> CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (Find(id) is not { } item)
            return ValueTask.FromResult(false);
        if (queue.Remove(item.Client, item))
        {
            metrics.EditLeftQueue(Stopwatch.GetElapsedTime(item.Accepted));
            metrics.EditEnded("cancelled");
            item.HandOver();
            End(item, item.Reply with { State = EditState.Cancelled });
        }
        else
        {
            item.Cancellation.Cancel();
        }

        return ValueTask.FromResult(true);
    }

    public void Dispose() => queue.Dispose();

    private EditReply Shown(Item item)
    {
        var reply = item.Reply;
        return reply.State == EditState.Queued
            ? reply with
            {
                QueuePosition = queue.PositionOf(item.Client, item),
            }
            : reply;
    }

    private Item? Find(string id)
    {
        lock (gate)
            return byId.GetValueOrDefault(id);
    }

    private void End(Item item, EditReply end)
    {
        Change(item, _ => end);
        Interlocked.Decrement(ref unfinished);
        lock (gate)
        {
            ended.Enqueue(end.Id);
            if (ended.Count > Remembered)
                byId.Remove(ended.Dequeue());
        }
    }

    private static void Change(Item item, Func<EditReply, EditReply> change)
    {
        lock (item)
        {
            if (item.Reply.IsFinal)
                return;
            item.Reply = change(item.Reply);
            item.Announce();
        }
    }

    private sealed class Item(string client, EditBody? edit, EditReply reply)
    {
        private volatile TaskCompletionSource changed = NewSignal();

        public string Client => client;

        public long Accepted { get; } = Stopwatch.GetTimestamp();

        public CancellationTokenSource Cancellation { get; } = new();

        public EditReply Reply
        {
            get;
            set => Volatile.Write(ref field, value);
        } = reply;

        /// <summary>Ends at the next change.</summary>
        public Task Changed => changed.Task;

        /// <summary>What to do; the mask in it is large, and not needed once a worker has it.</summary>
        public EditBody HandOver()
        {
            var handed = edit!;
            edit = null;
            return handed;
        }

        public void Announce()
        {
            var before = changed;
            changed = NewSignal();
            before.SetResult();
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
