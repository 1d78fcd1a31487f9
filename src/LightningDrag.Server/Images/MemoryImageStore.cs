using System.Collections.Concurrent;
using LightningDrag.Server.Telemetry;

namespace LightningDrag.Server.Images;

/// <summary>
/// Image files in memory, up to so many bytes; those that must make room go to a folder where there is one.
/// </summary>
internal sealed class MemoryImageStore(long maximumBytes, SpillFolder? spill, ServerMetrics metrics) : IImageStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<StoredImage>> byId = [];
    private readonly LinkedList<StoredImage> recent = new(); // most recently used first
    private readonly ConcurrentDictionary<string, StoredImage> leaving = []; // on the way to the folder
    private long bytes;

    public async ValueTask AddAsync(StoredImage image, CancellationToken cancellationToken)
    {
        foreach (var evicted in Keep(image))
        {
            if (spill is null)
                continue;
            await spill.AddAsync(evicted, CancellationToken.None).ConfigureAwait(false);
            leaving.TryRemove(evicted.Id, out _);
        }
    }

    public async ValueTask<StoredImage?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (byId.TryGetValue(id, out var node))
            {
                recent.Remove(node);
                recent.AddFirst(node);
                metrics.ImageLookedUp("memory");
                return node.Value;
            }

            if (leaving.TryGetValue(id, out var passing))
                return passing;
        }

        if (spill is not null && await spill.TakeAsync(id, cancellationToken).ConfigureAwait(false) is { } image)
        {
            metrics.ImageLookedUp("disk");
            await AddAsync(image, cancellationToken).ConfigureAwait(false);
            return image;
        }

        metrics.ImageLookedUp("miss");
        return null;
    }

    public ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (byId.Remove(id, out var node))
            {
                recent.Remove(node);
                Count(-node.Value.File.Length);
                spill?.Remove(id);
                return ValueTask.FromResult(true);
            }
        }

        return ValueTask.FromResult(spill?.Remove(id) ?? false);
    }

    private List<StoredImage> Keep(StoredImage image)
    {
        var evicted = new List<StoredImage>();
        lock (gate)
        {
            if (byId.TryGetValue(image.Id, out var known))
            {
                recent.Remove(known);
                recent.AddFirst(known);
                return evicted;
            }

            byId.Add(image.Id, recent.AddFirst(image));
            Count(image.File.Length);
            while (bytes > maximumBytes && recent.Count > 1)
            {
                var oldest = recent.Last!.Value;
                recent.RemoveLast();
                byId.Remove(oldest.Id);
                Count(-oldest.File.Length);
                evicted.Add(oldest);
                if (spill is not null)
                    leaving[oldest.Id] = oldest;
            }
        }

        return evicted;
    }

    private void Count(long change)
    {
        bytes += change;
        metrics.ImageBytesChanged(change);
    }
}
