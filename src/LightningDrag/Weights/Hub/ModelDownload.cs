namespace LightningDrag.Weights.Hub;

/// <summary>
/// Downloads published models. The files lie in the cache of Hugging Face's tools, once for all programs; the model's
/// folder, which <see cref="ModelLocator"/> finds by its name, is made of links into it.
/// </summary>
public static class ModelDownload
{
    /// <summary>The models that can be downloaded.</summary>
    public static IReadOnlyList<string> Names => PublishedModel.Names;

    /// <summary>Downloads a model, or what is missing of it.</summary>
    /// <param name="model">One of <see cref="Names"/>.</param>
    /// <param name="options">What and from where.</param>
    /// <param name="progress">Told about ten times a second.</param>
    /// <param name="cancellationToken">Stops; the next run goes on from there.</param>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.MissingWeights"/>: unknown, refused by the hub, or not reached;
    /// <see cref="ErrorCode.InvalidFile"/>: a file arrived damaged; <see cref="ErrorCode.InvalidRequest"/>: an option
    /// is wrong; <see cref="ErrorCode.Unsupported"/>: no room on the disk.
    /// </exception>
    public static async Task<DownloadedModel> RunAsync(
        string model,
        DownloadOptions? options = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new DownloadOptions();
        if (!Names.Contains(model))
            throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"The model '{model}' cannot be downloaded: known is {string.Join(", ", Names)}."
            );
        if (options.Base is not null)
            HubFile.CheckRepository(options.Base);
        var published = PublishedModel.Sd15(options.Base ?? PublishedModel.Sd15Base, options.WithLcm);
        using var downloader = new HubDownloader(options.Settings);
        return await RunAsync(
                published,
                options,
                downloader,
                Path.Combine(ModelLocator.UserFolder, published.Name),
                progress,
                TimeProvider.System,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>Downloads into <paramref name="folder"/>.</summary>
    internal static async Task<DownloadedModel> RunAsync(
        PublishedModel model,
        DownloadOptions options,
        HubDownloader downloader,
        string folder,
        IProgress<DownloadProgress>? progress,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var files = new List<DownloadedFile>();
        PublishedFile[] wanted = [.. model.Files.Where(file => !file.IsOptional)];
        foreach ((int index, PublishedFile file) in wanted.Index())
        {
            string revision = file.Repository == model.Files[0].Repository ? options.Revision : "main";
            (string used, bool replacesDamaged) = await LinkAsync(index + 1, file, revision).ConfigureAwait(false);
            // By its folders a model is known for what it is even if nothing else arrives.
            foreach (PublishedFile other in wanted)
                Directory.CreateDirectory(Path.Combine(folder, other.Folder));
            string path = file.PathIn(folder, used);
            files.Add(
                new DownloadedFile(
                    file.Repository,
                    used,
                    path,
                    new FileInfo(FileLinks.Target(path) ?? path).Length,
                    replacesDamaged
                )
            );
        }

        return new DownloadedModel(model.Name, folder, files);

        async Task<(string Used, bool ReplacesDamaged)> LinkAsync(int number, PublishedFile file, string revision)
        {
            // What is no link was put there by a person, and stays.
            if (
                Array.Find(
                    file.Alternatives,
                    path => File.Exists(file.PathIn(folder, path)) && !FileLinks.IsLink(file.PathIn(folder, path))
                ) is
                { } own
            )
                return (own, false);
            foreach (string path in file.Alternatives)
            {
                var meter = new Meter(progress, time, file.Repository, path, number, wanted.Length);
                CachedFile? cached = await downloader
                    .GetAsync(
                        new HubFile(file.Repository, path, revision),
                        file.Sha256,
                        meter.Report,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                if (cached is null)
                    continue;
                FileLinks.Point(file.PathIn(folder, path), cached.Path);
                foreach (
                    string other in file.Alternatives.Where(other =>
                        other != path && FileLinks.IsLink(file.PathIn(folder, other))
                    )
                )
                    File.Delete(file.PathIn(folder, other));
                return (path, cached.ReplacesDamaged);
            }

            throw new LightningDragException(
                ErrorCode.MissingWeights,
                downloader.WhyMissing(file, model.RepairCommand)
            );
        }
    }

    /// <summary>Turns bytes into progress, not more often than a person can see.</summary>
    private sealed class Meter(
        IProgress<DownloadProgress>? progress,
        TimeProvider time,
        string repository,
        string file,
        int number,
        int count
    )
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
        private long start;
        private long last;
        private long first = -1;

        public void Report(long received, long size)
        {
            if (progress is null)
                return;
            long now = time.GetTimestamp();
            if (first < 0)
                (first, start) = (received, now);
            else if (received < size && time.GetElapsedTime(last, now) < Interval)
                return;
            last = now;
            double seconds = time.GetElapsedTime(start, now).TotalSeconds;
            double rate = seconds > 0 ? Math.Max(0, received - first) / seconds : 0;
            progress.Report(new DownloadProgress(repository, file, number, count, received, size, rate));
        }
    }
}
