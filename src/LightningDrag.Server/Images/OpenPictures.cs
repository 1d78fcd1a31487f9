using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Server.Models;
using LightningDrag.Server.Telemetry;
using LightningDrag.Server.Work;

namespace LightningDrag.Server.Images;

/// <summary>
/// Pictures that are decoded and ready to be edited, up to so many bytes. Whoever works with one holds a lease; a
/// picture that must make room goes when its last lease ends. Two callers who want the same one decode it once.
/// </summary>
internal sealed class OpenPictures(long maximumBytes, IImageStore images, ModelCatalogue models, ServerMetrics metrics)
    : IDisposable
{
    private readonly Lock gate = new();
    private readonly LinkedList<Entry> recent = new(); // most recently used first
    private long bytes;

    /// <summary>Opens a picture by id; end the lease by disposing of it.</summary>
    /// <exception cref="ApiError">404: no such image.</exception>
    public async Task<Lease> OpenAsync(string id, CancellationToken cancellationToken)
    {
        if (Rent(id) is { } open)
            return open;
        var image = await images.GetAsync(id, cancellationToken).ConfigureAwait(false);
        return Rent(id, image.Facts, new Lazy<RasterImage>(() => ImageReader.Read(image.File)));
    }

    /// <summary>Keeps a picture that is decoded already.</summary>
    public void Add(StoredImage image, RasterImage picture) =>
        Rent(image.Id, image.Facts, new Lazy<RasterImage>(picture)).Dispose();

    /// <summary>Encodes a picture before anyone asks for it, where nobody else needs the turn.</summary>
    public void PrepareInBackground(string id, HelperLane helpers) =>
        _ = helpers
            .RunAsync(
                async () =>
                {
                    try
                    {
                        using var open = Rent(id);
                        if (open is not null)
                            await (await open.SessionAsync(null, CancellationToken.None).ConfigureAwait(false))
                                .PrepareAsync()
                                .ConfigureAwait(false);
                    }
                    catch (Exception e) when (e is LightningDragException or ApiError or ObjectDisposedException)
                    {
                        // The edit that needs it will say what is wrong.
                    }

                    return true;
                },
                CancellationToken.None
            )
            .ContinueWith(
                static task => task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );

    /// <summary>Forgets a picture.</summary>
    public void Remove(string id)
    {
        lock (gate)
        {
            if (recent.FirstOrDefault(entry => entry.Id == id) is { } entry)
                Drop(entry);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            while (recent.First is { } first)
                Drop(first.Value);
        }
    }

    private Lease? Rent(string id)
    {
        lock (gate)
        {
            if (recent.FirstOrDefault(entry => entry.Id == id) is not { } entry)
                return null;
            metrics.PictureRented(hit: true);
            return Use(entry);
        }
    }

    private Lease Rent(string id, ImageFacts facts, Lazy<RasterImage> picture)
    {
        lock (gate)
        {
            if (recent.FirstOrDefault(entry => entry.Id == id) is { } known)
                return Use(known);
            metrics.PictureRented(hit: false);
            var entry = new Entry(id, facts.DecodedBytes, picture, models);
            recent.AddFirst(entry);
            Count(entry.Bytes);
            MakeRoom();
            return Use(entry);
        }
    }

    private Lease Use(Entry entry)
    {
        recent.Remove(entry);
        recent.AddFirst(entry);
        entry.Users++;
        return new Lease(this, entry);
    }

    // The one used last stays, however large it is.
    private void MakeRoom()
    {
        while (bytes > maximumBytes && recent.Count > 1)
            Drop(recent.Last!.Value);
    }

    private void Drop(Entry entry)
    {
        recent.Remove(entry);
        Count(-entry.Bytes);
        entry.Dropped = true;
        if (entry.Users == 0)
            entry.Dispose();
    }

    private void Return(Entry entry)
    {
        lock (gate)
        {
            entry.Users--;
            if (!entry.Dropped)
            {
                Count(entry.Grow());
                MakeRoom();
            }
            else if (entry.Users == 0)
            {
                entry.Dispose();
            }
        }
    }

    private void Count(long change)
    {
        bytes += change;
        metrics.OpenBytesChanged(change);
    }

    /// <summary>The right to use a picture until disposal.</summary>
    public sealed class Lease : IDisposable
    {
        private readonly OpenPictures owner;
        private Entry? entry;

        internal Lease(OpenPictures owner, Entry entry) => (this.owner, this.entry) = (owner, entry);

        /// <summary>The picture, decoded now if it is not yet.</summary>
        public RasterImage Picture => Held.Picture.Value;

        private Entry Held => entry ?? throw new ObjectDisposedException(nameof(Lease));

        /// <summary>The picture in the hands of a model.</summary>
        /// <param name="model">Name of the model; null for the default.</param>
        /// <param name="cancellationToken">Stops waiting for the model to be loaded.</param>
        public Task<EditSession> SessionAsync(string? model, CancellationToken cancellationToken) =>
            Held.SessionAsync(model, cancellationToken);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref entry, null) is { } held)
                owner.Return(held);
        }
    }

    internal sealed class Entry(string id, long decodedBytes, Lazy<RasterImage> picture, ModelCatalogue models)
        : IDisposable
    {
        private readonly Dictionary<string, EditSession> sessions = [];
        private long encodedBytes;

        public string Id { get; } = id;

        /// <summary>Of the picture and what models made of it, when it was measured last.</summary>
        public long Bytes => decodedBytes + encodedBytes;

        public Lazy<RasterImage> Picture { get; } = picture;

        public int Users { get; set; }

        public bool Dropped { get; set; }

        public async Task<EditSession> SessionAsync(string? model, CancellationToken cancellationToken)
        {
            model ??= DragEditor.DefaultModel;
            var editor = await models.EditorAsync(model, cancellationToken).ConfigureAwait(false);
            var opened = await editor.OpenAsync(Picture.Value, cancellationToken).ConfigureAwait(false);
            lock (sessions)
            {
                if (sessions.TryGetValue(model, out var session))
                    opened.Dispose();
                else
                    sessions.Add(model, session = opened);
                return session;
            }
        }

        /// <summary>Measures anew, and says by how much it has changed.</summary>
        public long Grow()
        {
            long before = encodedBytes;
            lock (sessions)
                encodedBytes = sessions.Values.Sum(session => session.EncodedBytes);
            return encodedBytes - before;
        }

        public void Dispose()
        {
            foreach (var session in sessions.Values)
                session.Dispose();
        }
    }
}
