namespace LightningDrag.Server.Images;

/// <summary>
/// Image files on disk, up to so many bytes, for one run of the server: the folder is its own and goes with it.
/// </summary>
internal sealed class SpillFolder : IDisposable
{
    private readonly DirectoryInfo folder;
    private readonly long maximumBytes;
    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Id, long Bytes, ImageFacts Facts)>> byId = [];
    private readonly LinkedList<(string Id, long Bytes, ImageFacts Facts)> recent = new();
    private long bytes;

    /// <summary>Makes a fresh folder inside <paramref name="parent"/>.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: nothing can be written
    /// there.</exception>
    public SpillFolder(string parent, long maximumBytes)
    {
        this.maximumBytes = maximumBytes;
        try
        {
            folder = Directory.CreateDirectory(
                Path.Combine(parent, $"lightningdrag-{Environment.ProcessId}-{Guid.NewGuid():N}")
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"Images cannot be spilled to '{parent}' ({e.Message}): choose a folder that can be written to.",
                e
            );
        }
    }

    /// <summary>Keeps an image. A full disk loses it, as if there were no folder.</summary>
    public async Task AddAsync(StoredImage image, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(PathOf(image.Id), image.File, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            File.Delete(PathOf(image.Id));
            return;
        }

        lock (gate)
        {
            if (byId.ContainsKey(image.Id))
                return;
            byId.Add(image.Id, recent.AddFirst((image.Id, image.File.Length, image.Facts)));
            bytes += image.File.Length;
            while (bytes > maximumBytes && recent.Last is { } oldest)
                Forget(oldest);
        }
    }

    /// <summary>Gives an image back; it no longer lies here.</summary>
    public async Task<StoredImage?> TakeAsync(string id, CancellationToken cancellationToken)
    {
        ImageFacts facts;
        lock (gate)
        {
            if (!byId.TryGetValue(id, out var node))
                return null;
            facts = node.Value.Facts;
        }

        try
        {
            byte[] file = await File.ReadAllBytesAsync(PathOf(id), cancellationToken).ConfigureAwait(false);
            Remove(id);
            return new StoredImage
            {
                Id = id,
                File = file,
                Facts = facts,
            };
        }
        catch (IOException)
        {
            return null; // taken or forgotten meanwhile
        }
    }

    /// <summary>Forgets an image; false where it was not there.</summary>
    public bool Remove(string id)
    {
        lock (gate)
        {
            if (!byId.TryGetValue(id, out var node))
                return false;
            Forget(node);
            return true;
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Forget(LinkedListNode<(string Id, long Bytes, ImageFacts Facts)> node)
    {
        recent.Remove(node);
        byId.Remove(node.Value.Id);
        bytes -= node.Value.Bytes;
        File.Delete(PathOf(node.Value.Id));
    }

    /// <summary>Ids are hexadecimal, so a name never leaves the folder.</summary>
    private string PathOf(string id) => Path.Combine(folder.FullName, id);
}
