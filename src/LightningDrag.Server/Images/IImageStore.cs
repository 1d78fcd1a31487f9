namespace LightningDrag.Server.Images;

/// <summary>Keeps image files by id, as long as there is room. Thread-safe.</summary>
internal interface IImageStore
{
    /// <summary>Keeps an image; the least recently used ones make room for it.</summary>
    ValueTask AddAsync(StoredImage image, CancellationToken cancellationToken);

    /// <summary>An image, or null where it was never added or had to make room.</summary>
    ValueTask<StoredImage?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Forgets an image; false where it was not there.</summary>
    ValueTask<bool> RemoveAsync(string id, CancellationToken cancellationToken);
}

/// <summary>What is said of images that are not there.</summary>
internal static class ImageStoreExtensions
{
    /// <exception cref="ApiError">404: no such image.</exception>
    public static async ValueTask<StoredImage> GetAsync(
        this IImageStore store,
        string id,
        CancellationToken cancellationToken
    ) =>
        (StoredImage.IsId(id) ? await store.FindAsync(id, cancellationToken).ConfigureAwait(false) : null)
        ?? throw ApiError.NotFound(
            "There is no image of this id: it was never uploaded, or had to make room for others. Upload it again."
        );
}
