namespace LightningDrag.Weights.Hub;

/// <summary>A file in the cache.</summary>
/// <param name="Path">Where it is, by its own name.</param>
/// <param name="ReplacesDamaged">What the cache had before was damaged, and was fetched again.</param>
internal sealed record CachedFile(string Path, bool ReplacesDamaged);

/// <summary>Gets files of repositories: from the cache where it has them, else from the hub into the cache.</summary>
internal sealed class HubDownloader : IDisposable
{
    private readonly HubSettings settings;
    private readonly TimeProvider time;
    private readonly HubClient client;
    private readonly HubCache cache;

    /// <param name="settings">Hub, cache and token.</param>
    /// <param name="time">What waits between attempts.</param>
    public HubDownloader(HubSettings settings, TimeProvider? time = null)
    {
        (this.settings, this.time) = (settings, time ?? TimeProvider.System);
        client = new HubClient(settings);
        cache = new HubCache(settings.CacheFolder);
    }

    /// <summary>Gets a file.</summary>
    /// <param name="file">Repository, revision and path.</param>
    /// <param name="sha256">The hash it must have, where it is known beforehand.</param>
    /// <param name="progress">Told how many bytes are here, and how many there are.</param>
    /// <param name="cancellationToken">Stops; what has arrived is kept for the next run.</param>
    /// <returns>
    /// Where it is in the cache; null where the repository has no such file, or the cache when offline.
    /// </returns>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: the hub refuses or is not reached; <see cref="ErrorCode.InvalidFile"/>:
    /// what arrives is not what was announced, or what the cache has is damaged and cannot be fetched again;
    /// <see cref="ErrorCode.Unsupported"/>: no room, or no permission.
    /// </exception>
    public async Task<CachedFile?> GetAsync(
        HubFile file,
        string? sha256,
        Action<long, long> progress,
        CancellationToken cancellationToken
    )
    {
        string? cached = cache.Find(file);
        try
        {
            if (settings.IsOffline)
                return await WholeAsync(file, cached, cancellationToken).ConfigureAwait(false);
            if (
                RemoteFile.IsCommit(file.Revision)
                && cached is not null
                && !await IsDamagedAsync(cached, cancellationToken).ConfigureAwait(false)
            )
                return new CachedFile(cached, false);
            var retries = new Retries(time, settings.Endpoint);
            RemoteFile? remote;
            try
            {
                remote = await retries
                    .RunAsync(file, () => client.DescribeAsync(file, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (LightningDragException e) when (cached is not null && e.InnerException is HttpRequestException)
            {
                // no connection: what was fetched earlier is better than nothing
                return await WholeAsync(file, cached, cancellationToken).ConfigureAwait(false);
            }

            if (remote is null)
                return null;
            if (sha256 is not null && sha256 != remote.ETag)
            {
                throw new LightningDragException(
                    ErrorCode.InvalidFile,
                    $"{file} on {settings.Endpoint} has the hash {remote.ETag} and should have {sha256}: it was "
                        + $"changed; do not use it, or try another endpoint."
                );
            }

            bool replacesDamaged = await new HubTransfer(client, cache, file, remote)
                .RunAsync(retries, received => progress(received, remote.Size), cancellationToken)
                .ConfigureAwait(false);
            return new CachedFile(cache.Link(file, remote), replacesDamaged);
        }
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && e is not HttpIOException)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"{file} cannot be written into '{settings.CacheFolder}' ({e.Message}): make room and check the "
                    + $"permissions, or set HF_HOME to another folder.",
                e
            );
        }
    }

    /// <summary>Says why none of a file's alternatives was got, and what to do.</summary>
    public string WhyMissing(PublishedFile file, string command)
    {
        string names = string.Join(", ", file.Alternatives.Select(path => $"'{path}'"));
        string what =
            $"{(file.Alternatives.Length > 1 ? "None of " : "")}{names} of {file.Repository} (the model's "
            + $"{file.Part}) is{(file.Alternatives.Length > 1 ? "" : " not")}";
        return settings.IsOffline
            ? $"{what} in the cache '{settings.CacheFolder}', and nothing is downloaded when offline: run "
                + $"'{command}' with a connection, without --offline and HF_HUB_OFFLINE."
            : $"{what} on {settings.Endpoint}: check the revision, or give another repository with --base if it is "
                + $"the base's.";
    }

    public void Dispose() => client.Dispose();

    /// <summary>What the cache has, where nothing can be fetched.</summary>
    private async Task<CachedFile?> WholeAsync(HubFile file, string? cached, CancellationToken cancellationToken)
    {
        if (cached is null)
            return null;
        if (!await IsDamagedAsync(cached, cancellationToken).ConfigureAwait(false))
            return new CachedFile(cached, false);
        throw new LightningDragException(
            ErrorCode.InvalidFile,
            $"{file} in the cache ('{cached}') is damaged, and {settings.Endpoint} is not asked or not reached: "
                + $"run the command again with a connection, which fetches it anew."
        );
    }

    /// <summary>Whether the contents are others than their name in the cache tells.</summary>
    private static async Task<bool> IsDamagedAsync(string cached, CancellationToken cancellationToken) =>
        FileLinks.Target(cached) is { } blob
        && await ContentHash.MismatchAsync(blob, Path.GetFileName(blob), cancellationToken).ConfigureAwait(false)
            is not null;
}
