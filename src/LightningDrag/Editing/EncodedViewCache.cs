using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>
/// The encoded views of one source, so that each is encoded once. Keeps the few most recently used; a view in use
/// outlives its eviction until it is given back. Thread-safe: two edits of the same new view encode it once.
/// </summary>
internal sealed class EncodedViewCache(IDragModel model, RasterImage source) : IDisposable
{
    /// <summary>Enough to go back and forth between a few places of a large picture.</summary>
    private const int MaximumViews = 4;

    /// <summary>A view keeps its pixels: beyond so many together, only the latest stays.</summary>
    private const long MaximumPixels = 16_000_000;

    private readonly Lock gate = new();
    private readonly LinkedList<Entry> recent = new(); // most recently used first
    private bool disposed;

    /// <summary>About how much memory the views hold.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
                return recent.Sum(entry => entry.Bytes);
        }
    }

    /// <summary>The encoded view, made now if it is not there; give it back by disposing of the lease.</summary>
    public Lease Rent(EncodedView view, CancellationToken cancellationToken)
    {
        Entry entry;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(EditSession));
            entry = recent.FirstOrDefault(other => other.View == view) ?? new Entry(view);
            recent.Remove(entry);
            recent.AddFirst(entry);
            entry.Users++;
            Evict();
        }

        try
        {
            lock (entry)
            {
                entry.Picture ??= view.Extract(source);
                entry.Encoded ??= model.Encode(entry.Picture, cancellationToken);
            }

            return new Lease(this, entry);
        }
        catch
        {
            Return(entry);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var entry in recent)
                Drop(entry);
            recent.Clear();
        }
    }

    private void Evict()
    {
        while (
            recent.Count > 1 && (recent.Count > MaximumViews || recent.Sum(entry => entry.View.Pixels) > MaximumPixels)
        )
        {
            var oldest = recent.Last!.Value;
            recent.RemoveLast();
            Drop(oldest);
        }
    }

    private static void Drop(Entry entry)
    {
        entry.Dropped = true;
        if (entry.Users == 0)
            entry.Encoded?.Dispose();
    }

    private void Return(Entry entry)
    {
        lock (gate)
        {
            if (--entry.Users == 0 && entry.Dropped)
                entry.Encoded?.Dispose();
        }
    }

    /// <summary>The right to use an encoded view until disposal.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly EncodedViewCache cache;
        private Entry? entry;

        internal Lease(EncodedViewCache cache, Entry entry) => (this.cache, this.entry) = (cache, entry);

        /// <summary>The view as the model sees it.</summary>
        public IEncodedSource Encoded => entry?.Encoded ?? throw new ObjectDisposedException(nameof(Lease));

        /// <summary>The view itself; not to be changed.</summary>
        public RasterImage Picture => entry?.Picture ?? throw new ObjectDisposedException(nameof(Lease));

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref entry, null) is { } held)
                cache.Return(held);
        }
    }

    internal sealed class Entry(EncodedView view)
    {
        public EncodedView View { get; } = view;

        public RasterImage? Picture { get; set; }

        public IEncodedSource? Encoded { get; set; }

        public long Bytes => (View.Pixels * RasterImage.BytesPerPixel) + (Encoded?.Bytes ?? 0);

        public int Users { get; set; }

        public bool Dropped { get; set; }
    }
}
