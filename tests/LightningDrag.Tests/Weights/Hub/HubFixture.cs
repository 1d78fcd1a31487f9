using LightningDrag.TestSupport.Hub;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Tests.Weights.Hub;

/// <summary>A hub, an empty cache, and what is needed to fetch from one into the other.</summary>
internal sealed class HubFixture : IDisposable
{
    public const string Repository = "someone/some-model";

    public TemporaryFolder Folder { get; } = new();

    public LocalHub Hub { get; } = new();

    public ImpatientTime Time { get; } = new();

    public HubSettings Settings => new(Hub.Hub.Endpoint, Folder["hub"], "hf_secret", IsOffline: false);

    /// <summary>Where the layout of Hugging Face's tools puts the contents.</summary>
    public string Blob(string etag) => Folder[$"hub/models--someone--some-model/blobs/{etag}"];

    /// <summary>Bytes that compress badly and are the same in every run.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Fetches a file with a client of its own.</summary>
    public Task<string?> GetAsync(
        string path = "weights.bin",
        HubSettings? settings = null,
        string? sha256 = null,
        Action<long, long>? progress = null
    ) => GetUntilAsync(TestContext.Current.CancellationToken, path, settings, sha256, progress);

    public async Task<string?> GetUntilAsync(
        CancellationToken stop,
        string path = "weights.bin",
        HubSettings? settings = null,
        string? sha256 = null,
        Action<long, long>? progress = null
    )
    {
        using var downloader = new HubDownloader(settings ?? Settings, Time);
        return (
            await downloader.GetAsync(new HubFile(Repository, path), sha256, progress ?? ((_, _) => { }), stop)
        )?.Path;
    }

    public Task<LightningDragException> FailAsync(
        string path = "weights.bin",
        HubSettings? settings = null,
        string? sha256 = null
    ) => Assert.ThrowsAsync<LightningDragException>(() => GetAsync(path, settings, sha256));

    public void Dispose()
    {
        Hub.Dispose();
        Folder.Dispose();
    }
}
