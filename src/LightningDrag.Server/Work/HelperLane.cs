using System.Threading.RateLimiting;

namespace LightningDrag.Server.Work;

/// <summary>
/// The short jobs that requests wait for (decoding an upload, a thumbnail, a suggested mask): a few at a time, for each
/// may hold a whole decoded picture, and a bounded number waiting.
/// </summary>
internal sealed class HelperLane : IDisposable
{
    private readonly ConcurrencyLimiter limiter = new(
        new ConcurrencyLimiterOptions
        {
            PermitLimit = Math.Clamp(Environment.ProcessorCount, 1, 4),
            QueueLimit = 256,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );
    private int running;

    /// <summary>Runs a job off the request's thread, in turn.</summary>
    /// <exception cref="ApiError">429: too many wait.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> job, CancellationToken cancellationToken)
    {
        using var turn = await limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (!turn.IsAcquired)
            throw ApiError.TooMany("Too many requests are waiting already.", TimeSpan.FromSeconds(2));
        Interlocked.Increment(ref running);
        try
        {
            return await Task.Run(job, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    /// <summary>Waits for the jobs in hand: they use what is disposed of next.</summary>
    public void Dispose()
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref running) == 0);
        limiter.Dispose();
    }
}
