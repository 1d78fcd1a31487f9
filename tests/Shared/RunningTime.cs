using System.Diagnostics;

namespace LightningDrag.TestSupport;

/// <summary>
/// A time limit that counts only while the machine runs: a virtual machine that stands still for minutes does not let a
/// process run either, and afterwards every clock would say that its time is over.
/// </summary>
internal sealed class RunningTime : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>Of a tick that comes later than this, the rest is not counted.</summary>
    private static readonly TimeSpan LongestTick = 3 * Tick;

    private readonly CancellationTokenSource over = new();
    private readonly Lock ticking = new();
    private readonly Timer timer;
    private readonly Action whenOver;
    private TimeSpan left;
    private long latest = Stopwatch.GetTimestamp();

    /// <param name="limit">Time until <see cref="Over"/>.</param>
    /// <param name="whenOver">Called then, once.</param>
    public RunningTime(TimeSpan limit, Action whenOver)
    {
        (left, this.whenOver) = (limit, whenOver);
        timer = new Timer(_ => Count(), null, Tick, Tick);
    }

    /// <summary>Is cancelled at the end of the time.</summary>
    public CancellationToken Over => over.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        using var done = new ManualResetEvent(false);
        if (timer.Dispose(done))
            done.WaitOne();
        over.Dispose();
    }

    private void Count()
    {
        lock (ticking)
        {
            var passed = Stopwatch.GetElapsedTime(latest);
            latest = Stopwatch.GetTimestamp();
            if (over.IsCancellationRequested)
                return;
            left -= passed < LongestTick ? passed : LongestTick;
            if (left > TimeSpan.Zero)
                return;
            // elsewhere: a test that goes on from here disposes of this, which waits for this call
            _ = over.CancelAsync();
            whenOver();
        }
    }
}
