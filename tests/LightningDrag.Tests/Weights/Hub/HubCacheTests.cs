using LightningDrag.TestSupport.Hub;
using LightningDrag.Weights.Hub;

namespace LightningDrag.Tests.Weights.Hub;

/// <summary>
/// The layout is a contract with other programs: https://huggingface.co/docs/huggingface_hub/guides/manage-cache.
/// </summary>
public sealed class HubCacheTests : IDisposable
{
    private readonly HubFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task What_is_fetched_lies_where_other_tools_look()
    {
        byte[] big = HubFixture.Bytes(1000),
            small = HubFixture.Bytes(10);
        string sha256 = fixture.Hub.Add(HubFixture.Repository, "unet/deep/weights.bin", big),
            git = fixture.Hub.Add(HubFixture.Repository, "config.json", small, isBig: false);
        await fixture.GetAsync("unet/deep/weights.bin");
        await fixture.GetAsync("config.json");

        string model = fixture.Folder["hub/models--someone--some-model"],
            commit = LocalHub.Commit;
        string[] files =
        [
            .. Directory
                .EnumerateFiles(model, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(model, file))
                .Order(StringComparer.Ordinal),
        ];
        string[] expected =
        [
            $"blobs/{git}",
            $"blobs/{sha256}",
            "refs/main",
            $"snapshots/{commit}/config.json",
            $"snapshots/{commit}/unet/deep/weights.bin",
        ];
        Assert.Equal(expected.Order(StringComparer.Ordinal), files);
        Assert.Equal(commit, File.ReadAllText(Path.Combine(model, "refs/main")));
        Assert.Equal(
            $"../../blobs/{git}",
            new FileInfo(Path.Combine(model, $"snapshots/{commit}/config.json")).LinkTarget
        );
        Assert.Equal(
            $"../../../../blobs/{sha256}",
            new FileInfo(Path.Combine(model, $"snapshots/{commit}/unet/deep/weights.bin")).LinkTarget
        );
        Assert.Equal(big, File.ReadAllBytes(Path.Combine(model, "blobs", sha256)));
        Assert.True(File.Exists(fixture.Folder[$"hub/.locks/models--someone--some-model/{sha256}.lock"]));
    }

    [Fact]
    public void What_other_tools_fetched_is_found()
    {
        string model = fixture.Folder["hub/models--someone--some-model"],
            snapshot = Path.Combine(model, "snapshots", LocalHub.Commit);
        Directory.CreateDirectory(Path.Combine(model, "blobs"));
        Directory.CreateDirectory(Path.Combine(model, "refs/pr"));
        Directory.CreateDirectory(snapshot);
        File.WriteAllText(Path.Combine(model, "blobs/abc"), "contents");
        File.WriteAllText(Path.Combine(model, "refs/main"), LocalHub.Commit);
        File.WriteAllText(Path.Combine(model, "refs/pr/1"), LocalHub.Commit);
        File.CreateSymbolicLink(Path.Combine(snapshot, "config.json"), "../../blobs/abc");
        File.CreateSymbolicLink(Path.Combine(snapshot, "gone.json"), "../../blobs/none");

        var cache = new HubCache(fixture.Folder["hub"]);
        string found = Path.Combine(snapshot, "config.json");
        Assert.All(
            ["main", "pr/1", LocalHub.Commit],
            revision => Assert.Equal(found, cache.Find(new HubFile(HubFixture.Repository, "config.json", revision)))
        );
        Assert.Null(cache.Find(new HubFile(HubFixture.Repository, "config.json", "other")));
        Assert.Null(cache.Find(new HubFile(HubFixture.Repository, "gone.json")));
        Assert.Null(cache.Find(new HubFile("someone/else", "config.json")));
        Assert.Equal(HubFixture.Repository, HubCache.RepositoryOf(found));
        Assert.Null(HubCache.RepositoryOf("/some/where"));
    }

    [Fact]
    public async Task A_commit_in_the_cache_needs_no_question()
    {
        fixture.Hub.Add(HubFixture.Repository, "config.json", HubFixture.Bytes(10), isBig: false);
        using var downloader = new HubDownloader(fixture.Settings, fixture.Time);
        var file = new HubFile(HubFixture.Repository, "config.json", LocalHub.Commit);
        var first = await downloader.GetAsync(file, null, (_, _) => { }, TestContext.Current.CancellationToken);
        int requests = fixture.Hub.Hub.Requests.Count;
        Assert.Equal(
            first,
            await downloader.GetAsync(file, null, (_, _) => { }, TestContext.Current.CancellationToken)
        );
        Assert.Equal(requests, fixture.Hub.Hub.Requests.Count);
        Assert.False(Directory.Exists(fixture.Folder["hub/models--someone--some-model/refs"]));
    }

    [Theory]
    [InlineData(true, "main")]
    [InlineData(false, "main")]
    [InlineData(true, LocalHub.Commit)]
    public async Task Contents_that_have_not_their_hash_are_fetched_again(bool isBig, string revision)
    {
        byte[] bytes = HubFixture.Bytes(1000),
            damaged = [.. bytes];
        damaged[500] ^= 1;
        string hash = fixture.Hub.Add(HubFixture.Repository, "weights.bin", bytes, isBig);
        using var downloader = new HubDownloader(fixture.Settings, fixture.Time);
        var file = new HubFile(HubFixture.Repository, "weights.bin", revision);
        Assert.False((await GetAsync(downloader, file))!.ReplacesDamaged);
        File.WriteAllBytes(fixture.Blob(hash), damaged);
        Assert.True((await GetAsync(downloader, file))!.ReplacesDamaged);
        Assert.Equal(bytes, File.ReadAllBytes(fixture.Blob(hash)));
        Assert.False((await GetAsync(downloader, file))!.ReplacesDamaged);
    }

    [Fact]
    public async Task Damaged_contents_are_refused_where_they_cannot_be_fetched_again()
    {
        string hash = fixture.Hub.Add(HubFixture.Repository, "weights.bin", HubFixture.Bytes(1000));
        string path = (await fixture.GetAsync())!;
        File.WriteAllBytes(fixture.Blob(hash), HubFixture.Bytes(1000, seed: 2));
        foreach (
            var settings in (HubSettings[])
                [fixture.Settings with { IsOffline = true }, fixture.Settings with { Endpoint = "http://127.0.0.1:1" }]
        )
        {
            var error = await fixture.FailAsync(settings: settings);
            Assert.Equal(ErrorCode.InvalidFile, error.Code);
            Assert.All(
                [path, "is damaged", "with a connection"],
                part => Assert.Contains(part, error.Message, StringComparison.Ordinal)
            );
        }
    }

    [Theory]
    [InlineData("../escape/x", "config.json", "main")]
    [InlineData("someone", "config.json", "main")]
    [InlineData("someone/..", "config.json", "main")]
    [InlineData("some--one/x", "config.json", "main")]
    [InlineData("a/b", "../config.json", "main")]
    [InlineData("a/b", "/etc/passwd", "main")]
    [InlineData("a/b", "x/../../y", "main")]
    [InlineData("a/b", "x\\y", "main")]
    [InlineData("a/b", "x//y", "main")]
    [InlineData("a/b", "", "main")]
    [InlineData("a/b", "x\0", "main")]
    [InlineData("a/b", "config.json", "../../main")]
    [InlineData("a/b", "config.json", "")]
    public void Names_that_lead_elsewhere_are_refused(string repository, string path, string revision) =>
        Assert.Equal(
            ErrorCode.InvalidRequest,
            Assert.Throws<LightningDragException>(() => new HubFile(repository, path, revision)).Code
        );

    [Fact]
    public void Settings_come_from_the_variables_of_other_tools()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var none = HubSettings.From(Variables("HF_TOKEN_PATH", "/none"));
        Assert.Equal(new HubSettings("https://huggingface.co", $"{home}/.cache/huggingface/hub", null, false), none);
        Assert.Equal("/c/huggingface/hub", HubSettings.From(Variables("XDG_CACHE_HOME", "/c")).CacheFolder);
        Assert.Equal("/h/hub", HubSettings.From(Variables("HF_HOME", "/h", "XDG_CACHE_HOME", "/c")).CacheFolder);
        Assert.Equal($"{home}/h/hub", HubSettings.From(Variables("HF_HOME", "~/h")).CacheFolder);
        Assert.Equal(
            "/elsewhere",
            HubSettings.From(Variables("HF_HOME", "/h", "HF_HUB_CACHE", "/elsewhere")).CacheFolder
        );
        Assert.Equal(
            "https://mirror.example",
            HubSettings.From(Variables("HF_ENDPOINT", "https://mirror.example/")).Endpoint
        );
        Assert.True(HubSettings.From(Variables("HF_HUB_OFFLINE", "yes")).IsOffline);
        Assert.False(HubSettings.From(Variables("HF_HUB_OFFLINE", "0")).IsOffline);

        Directory.CreateDirectory(fixture.Folder["home"]);
        File.WriteAllText(fixture.Folder["home/token"], "hf_stored\n");
        Assert.Equal("hf_stored", HubSettings.From(Variables("HF_HOME", fixture.Folder["home"])).Token);
        Assert.Equal(
            "hf_given",
            HubSettings.From(Variables("HF_HOME", fixture.Folder["home"], "HF_TOKEN", "hf_given")).Token
        );
        Assert.Throws<LightningDragException>(() => HubSettings.From(Variables("HF_TOKEN", "two words")));
        Assert.Throws<LightningDragException>(() => HubSettings.From(Variables("HF_ENDPOINT", "mirror.example")));
        Assert.Throws<LightningDragException>(() => HubSettings.From(Variables("HF_ENDPOINT", "file:///etc")));
    }

    private static Task<CachedFile?> GetAsync(HubDownloader downloader, HubFile file) =>
        downloader.GetAsync(file, null, (_, _) => { }, TestContext.Current.CancellationToken);

    private static Func<string, string?> Variables(params string[] pairs)
    {
        var values = pairs.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        return name => values.GetValueOrDefault(name);
    }
}
