using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Telemetry;
using LightningDrag.Server.Work;
using Microsoft.AspNetCore.Http;
using StackExchange.Redis;

namespace LightningDrag.Server.Redis;

/// <summary>
/// The edits of several servers: whichever has a free worker takes the next one, and any of them can be asked about
/// all.
/// </summary>
internal sealed class RedisEditBoard : IEditBoard, IDisposable
{
    /// <summary>A server that says nothing for so long has gone; another one takes over its edits.</summary>
    private const int LeaseMilliseconds = 30_000;

    /// <summary>An edit that was begun so often and never ended takes its servers down with it.</summary>
    private const int MostAttempts = 3;

    /// <summary>How long an edit may take in all, and how long it can be looked at after its end, in seconds.</summary>
    private const int UnfinishedLifetime = 86_400,
        EndedLifetime = 3600;

    /// <summary>Changes are announced; this is for announcements that got lost.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private static readonly string Prefix = RedisConnection.Key("");
    private static readonly RedisKey Leases = RedisConnection.Key("leases");

    private readonly RedisConnection redis;
    private readonly int capacity,
        share;
    private readonly ServerMetrics metrics;
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> watched = [];
    private readonly SemaphoreSlim added = new(0);
    private readonly Timer renewal;

    public RedisEditBoard(RedisConnection redis, int capacity, ServerMetrics metrics)
    {
        (this.redis, this.capacity, this.metrics) = (redis, capacity, metrics);
        share = Math.Max(1, capacity / 2);
        redis.Subscriber.Subscribe(RedisConnection.Channel("edits:added"), (_, _) => added.Release());
        redis.Subscriber.Subscribe(RedisConnection.Channel("edits:changed"), (_, id) => Announce(id.ToString()));
        redis.Subscriber.Subscribe(RedisConnection.Channel("edits:cancelled"), (_, id) => Cancel(id.ToString()));
        var pace = TimeSpan.FromMilliseconds(LeaseMilliseconds / 3);
        renewal = new Timer(_ => RenewLeases(), null, pace, pace);
    }

    public bool IsShared => true;

    public bool IsReachable => redis.IsConnected;

    public int Unfinished => running.Count;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private IDatabase Database => redis.Database;

    public async ValueTask<EditReply> AddAsync(string client, EditBody edit, CancellationToken cancellationToken)
    {
        var reply = new EditReply { Id = Guid.NewGuid().ToString("N"), State = EditState.Queued };
        RedisValue[] values =
        [
            Prefix,
            reply.Id,
            client,
            JsonSerializer.SerializeToUtf8Bytes(edit, ServerJson.Default.EditBody),
            Serialize(reply),
            capacity,
            share,
            UnfinishedLifetime,
            Now,
        ];
        bool accepted = (bool)
            await Database.ScriptEvaluateAsync(EditScripts.Add, [KeyOf(reply.Id)], values).ConfigureAwait(false);
        if (!accepted)
            throw ApiError.TooMany("Too many edits are waiting already.", TimeSpan.FromSeconds(10));
        metrics.EditQueued();
        return reply with { QueuePosition = await PositionAsync(reply.Id, client).ConfigureAwait(false) };
    }

    public async ValueTask<TakenEdit> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? id = (string?)
                await Database
                    .ScriptEvaluateAsync(EditScripts.Take, [Leases], [Prefix, LeaseMilliseconds])
                    .ConfigureAwait(false);
            if (id is null)
                await added.WaitAsync(Glance, cancellationToken).ConfigureAwait(false);
            else if (await BeginAsync(id).ConfigureAwait(false) is { } taken)
                return taken;
        }
    }

    public void Report(string id, ProgressReply progress) =>
        Write(
            new EditReply
            {
                Id = id,
                State = EditState.Running,
                Progress = progress,
            },
            CommandFlags.FireAndForget
        );

    public async ValueTask FinishAsync(EditReply end)
    {
        var write = Database.CreateTransaction();
        _ = write.HashSetAsync(KeyOf(end.Id), "reply", Serialize(end));
        _ = write.HashDeleteAsync(KeyOf(end.Id), "body");
        _ = write.KeyExpireAsync(KeyOf(end.Id), TimeSpan.FromSeconds(EndedLifetime));
        _ = write.SortedSetRemoveAsync(Leases, end.Id);
        _ = write.PublishAsync(RedisConnection.Channel("edits:changed"), end.Id);
        await write.ExecuteAsync().ConfigureAwait(false);
        running.TryRemove(end.Id, out _);
    }

    public async ValueTask<EditReply?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (
            await Database.HashGetAsync(KeyOf(id), ["reply", "client"]).ConfigureAwait(false)
            is not [{ IsNull: false } json, { IsNull: false } client]
        )
            return null;
        var reply = JsonSerializer.Deserialize((string)json!, ServerJson.Default.EditReply)!;
        return reply.State == EditState.Queued
            ? reply with
            {
                QueuePosition = await PositionAsync(id, client!).ConfigureAwait(false),
            }
            : reply;
    }

    public async IAsyncEnumerable<EditReply> WatchAsync(
        string id,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? before = null;
        while (true)
        {
            var changed = watched.GetOrAdd(
                id,
                _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
            );
            var reply = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (reply is null or { IsFinal: true })
                watched.TryRemove(id, out _);
            if (reply is null)
                yield break;
            string now = Serialize(reply);
            if (now != before)
                yield return reply;
            before = now;
            if (reply.IsFinal)
                yield break;
            await Task.WhenAny(changed.Task, Task.Delay(Glance, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask<bool> CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (
            await Database.HashGetAsync(KeyOf(id), ["client", "accepted"]).ConfigureAwait(false)
            is not [{ IsNull: false } client, var accepted]
        )
            return false;
        string end = Serialize(new EditReply { Id = id, State = EditState.Cancelled });
        if (
            (bool)
                await Database
                    .ScriptEvaluateAsync(
                        EditScripts.CancelWaiting,
                        [KeyOf(id)],
                        [Prefix, id, client, end, EndedLifetime]
                    )
                    .ConfigureAwait(false)
        )
        {
            metrics.EditLeftQueue(TimeSpan.FromMilliseconds(Now - (long)accepted));
            metrics.EditEnded("cancelled");
            return true;
        }

        // Whoever runs it hears of it; whoever takes it over finds the mark.
        await Database.HashSetAsync(KeyOf(id), "cancelled", 1).ConfigureAwait(false);
        await redis.Subscriber.PublishAsync(RedisConnection.Channel("edits:cancelled"), id).ConfigureAwait(false);
        return true;
    }

    public void Dispose()
    {
        renewal.Dispose();
        added.Dispose();
    }

    private static RedisKey KeyOf(string id) => RedisConnection.Key($"edit:{id}");

    private static string Serialize(EditReply reply) => JsonSerializer.Serialize(reply, ServerJson.Default.EditReply);

    private async Task<int?> PositionAsync(string id, string client)
    {
        int position = (int)
            await Database.ScriptEvaluateAsync(EditScripts.Position, [], [Prefix, id, client]).ConfigureAwait(false);
        return position < 0 ? null : position;
    }

    /// <summary>Gets an edit ready to be run; null where there is nothing to run any more.</summary>
    private async Task<TakenEdit?> BeginAsync(string id)
    {
        var cancellation = running[id] = new CancellationTokenSource();
        var fields = await Database
            .HashGetAsync(KeyOf(id), ["body", "attempts", "cancelled", "accepted"])
            .ConfigureAwait(false);
        if ((int)fields[1] == 1)
            metrics.EditLeftQueue(TimeSpan.FromMilliseconds(Now - (long)fields[3]));
        if (fields[0].IsNull || !fields[2].IsNull)
        {
            await FinishAsync(new EditReply { Id = id, State = EditState.Cancelled }).ConfigureAwait(false);
            return null;
        }

        if ((int)fields[1] > MostAttempts)
        {
            var error = ApiError.Problem(
                StatusCodes.Status500InternalServerError,
                "internalError",
                "The edit was begun several times and never came to an end."
            );
            await FinishAsync(
                    new EditReply
                    {
                        Id = id,
                        State = EditState.Failed,
                        Error = error,
                    }
                )
                .ConfigureAwait(false);
            return null;
        }

        Write(new EditReply { Id = id, State = EditState.Running }, CommandFlags.None);
        return new TakenEdit(
            id,
            JsonSerializer.Deserialize((byte[])fields[0]!, ServerJson.Default.EditBody)!,
            cancellation.Token
        );
    }

    private void Write(EditReply reply, CommandFlags flags)
    {
        _ = Database.HashSetAsync(KeyOf(reply.Id), "reply", Serialize(reply), flags: flags);
        _ = redis.Subscriber.PublishAsync(RedisConnection.Channel("edits:changed"), reply.Id, flags);
    }

    private void RenewLeases()
    {
        RedisValue[] ids = [.. running.Keys];
        if (ids.Length > 0)
            _ = Database.ScriptEvaluateAsync(
                EditScripts.Renew,
                [Leases],
                [LeaseMilliseconds, .. ids],
                CommandFlags.FireAndForget
            );
    }

    private void Announce(string id)
    {
        if (watched.TryRemove(id, out var signal))
            signal.TrySetResult();
    }

    private void Cancel(string id)
    {
        if (running.TryGetValue(id, out var cancellation))
            cancellation.Cancel();
    }
}
