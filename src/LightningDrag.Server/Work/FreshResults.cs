using System.Collections.Concurrent;
using System.Diagnostics;

namespace LightningDrag.Server.Work;

/// <summary>
/// Results that were made a moment ago and that nobody has fetched yet: a server that shuts down waits a little for
/// someone to come.
/// </summary>
internal sealed class FreshResults
{
    /// <summary>Whoever waits for an edit fetches its result within this time, or has gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> madeAt = [];

    public bool Any
    {
        get
        {
            foreach (var (image, time) in madeAt)
            {
                if (Stopwatch.GetElapsedTime(time) > Patience)
                    madeAt.TryRemove(image, out _);
            }

            return !madeAt.IsEmpty;
        }
    }

    /// <summary>Notes a result's first image.</summary>
    public void Made(string image)
    {
        madeAt[image] = Stopwatch.GetTimestamp();
        if (madeAt.Count > 100)
            _ = Any;
    }

    /// <summary>Notes that an image was fetched.</summary>
    public void Fetched(string image) => madeAt.TryRemove(image, out _);
}
