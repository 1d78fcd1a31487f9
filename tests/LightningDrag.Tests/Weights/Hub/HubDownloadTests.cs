using LightningDrag.TestSupport.Hub;

namespace LightningDrag.Tests.Weights.Hub;

public sealed class HubDownloadTests : IDisposable
{
    private readonly HubFixture fixture = new();

    private LocalHub Hub => fixture.Hub;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_file_arrives_whole_and_a_second_time_nothing_is_sent()
    {
        byte[] bytes = HubFixture.Bytes(300_000);
        Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        var progress = new List<(long Received, long Size)>();
        string path = (await fixture.GetAsync(progress: (received, size) => progress.Add((received, size))))!;
        Assert.Equal(bytes, File.ReadAllBytes(path));
        Assert.Equal((0, bytes.Length), progress[0]);
        Assert.Equal((bytes.Length, bytes.Length), progress[^1]);

        Assert.Equal(path, await fixture.GetAsync());
        Assert.Single(Hub.Store.Requests);
    }

    [Fact]
    public async Task A_broken_connection_goes_on_where_it_broke()
    {
        byte[] bytes = HubFixture.Bytes(1_000_000);
        Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        int breaks = 0;
        Hub.ChangeStore = (_, reply) => breaks++ < 3 ? reply with { BreakAfter = 200_000 } : reply;
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
        Assert.Equal([0, 200_000, 400_000, 600_000], Hub.Store.Requests.Select(request => request.From));
        // each one got somewhere: no longer waits
        Assert.All(fixture.Time.Waits, wait => Assert.Equal(TimeSpan.FromSeconds(1), wait));
    }

    [Fact]
    public async Task A_connection_that_stays_broken_ends_after_five_attempts_and_the_next_run_goes_on()
    {
        byte[] bytes = HubFixture.Bytes(100_000);
        string hash = Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        int requests = 0;
        Hub.ChangeStore = (_, reply) => reply with { BreakAfter = requests++ == 0 ? 70_000 : 0 };
        var error = await fixture.FailAsync();
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.All(
            ["'weights.bin'", HubFixture.Repository, Hub.Hub.Endpoint, "goes on where it stopped"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal)
        );
        Assert.Equal([1, 2, 4, 8], fixture.Time.Waits.Select(wait => (int)wait.TotalSeconds).Distinct());
        Assert.Equal(70_000, new FileInfo(fixture.Blob(hash) + ".incomplete").Length);
        Assert.Empty(Directory.EnumerateFiles(fixture.Folder["hub"], "weights.bin", SearchOption.AllDirectories));

        Hub.ChangeStore = (_, reply) => reply;
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
        Assert.Equal(70_000, Hub.Store.Requests.Last().From);
    }

    [Fact]
    public async Task A_server_without_ranges_starts_from_the_beginning()
    {
        byte[] bytes = HubFixture.Bytes(100_000);
        Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        int requests = 0;
        Hub.ChangeStore = (_, _) => new Reply(200, bytes) { BreakAfter = requests++ == 0 ? 30_000 : null };
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
        Assert.Equal(2, requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Damaged_contents_are_deleted(bool isBig)
    {
        byte[] bytes = HubFixture.Bytes(10_000),
            damaged = [.. bytes];
        damaged[5000] ^= 1;
        string hash = Hub.Add(HubFixture.Repository, "weights.bin", bytes, isBig);
        Hub.ChangeStore = (_, _) => new Reply(200, damaged);
        Hub.ChangeHub = (_, reply) => isBig ? reply : reply with { Body = damaged };
        var error = await fixture.FailAsync();
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.All(
            ["'weights.bin'", hash, isBig ? LocalHub.Sha256(damaged) : LocalHub.GitHash(damaged), "deleted"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal)
        );
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(fixture.Blob(hash))!));

        (Hub.ChangeStore, Hub.ChangeHub) = ((_, reply) => reply, (_, reply) => reply);
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
    }

    [Fact]
    public async Task A_hash_known_beforehand_decides_before_anything_is_fetched()
    {
        string hash = Hub.Add(HubFixture.Repository, "weights.bin", HubFixture.Bytes(100));
        string other = LocalHub.Sha256([1]);
        var error = await fixture.FailAsync(sha256: other);
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.All([hash, other], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Empty(Hub.Store.Requests);
        Assert.NotNull(await fixture.GetAsync(sha256: hash));
    }

    [Fact]
    public async Task A_body_longer_than_announced_by_the_hub_is_refused()
    {
        byte[] bytes = HubFixture.Bytes(100_000);
        string hash = Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        Hub.ChangeStore = (_, _) => new Reply(200, [.. bytes, .. bytes]);
        var error = await fixture.FailAsync();
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains("longer than the 100000 bytes", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(fixture.Blob(hash) + ".incomplete"));
    }

    [Fact]
    public async Task A_length_smaller_than_the_body_is_a_broken_connection()
    {
        byte[] bytes = HubFixture.Bytes(100_000);
        Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        int requests = 0;
        Hub.ChangeStore = (_, reply) => requests++ == 0 ? reply with { AnnouncedLength = 40_000 } : reply;
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
        Assert.Equal(40_000, Hub.Store.Requests.Last().From);
    }

    [Fact]
    public async Task A_length_larger_than_the_body_is_a_broken_connection()
    {
        byte[] bytes = HubFixture.Bytes(100_000);
        Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        int requests = 0;
        Hub.ChangeStore = (_, reply) =>
            requests++ == 0 ? reply with { AnnouncedLength = 100_000_000, BreakAfter = 60_000 } : reply;
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
        Assert.Equal(60_000, Hub.Store.Requests.Last().From);
    }

    [Fact]
    public async Task A_size_that_no_disk_has_is_told_before_anything_is_fetched()
    {
        Hub.Add(HubFixture.Repository, "weights.bin", HubFixture.Bytes(100));
        Hub.ChangeHub = (_, reply) =>
            reply with
            {
                Headers = new(reply.Headers) { ["X-Linked-Size"] = "999999999999999" },
            };
        Assert.Equal(ErrorCode.MissingWeights, (await fixture.FailAsync()).Code);
        Assert.Empty(Hub.Store.Requests);
    }

    [Fact]
    public async Task Cancelled_and_run_again_it_goes_on()
    {
        byte[] bytes = HubFixture.Bytes(1_000_000);
        string hash = Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        using var stop = new CancellationTokenSource();
        Hub.ChangeStore = (_, reply) =>
            reply with
            {
                AnnouncedLength = bytes.Length,
                BreakAfter = 500_000,
                Wait = Task.Delay(Timeout.Infinite, stop.Token),
            };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            fixture.GetUntilAsync(
                stop.Token,
                progress: (received, _) =>
                {
                    if (received >= 500_000)
                        stop.Cancel();
                }
            )
        );
        Assert.Equal(500_000, new FileInfo(fixture.Blob(hash) + ".incomplete").Length);

        Hub.ChangeStore = (_, reply) => reply;
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
        Assert.Equal(500_000, Hub.Store.Requests.Last().From);
    }

    [Fact]
    public async Task Two_at_once_fetch_it_once()
    {
        byte[] bytes = HubFixture.Bytes(500_000);
        Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        TaskCompletionSource reached = new(),
            go = new();
        int requests = 0;
        Hub.ChangeStore = (_, reply) =>
        {
            if (requests++ > 0)
                return reply;
            reached.SetResult();
            return reply with { Wait = go.Task, BreakAfter = 1000 };
        };
        Task<string?> first = fixture.GetAsync(),
            second = fixture.GetAsync();
        await reached.Task;
        while (Hub.Hub.Requests.Count(request => request.Method == "HEAD") < 2)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        go.SetResult();
        Assert.Equal(await first, await second);
        Assert.Equal(bytes, File.ReadAllBytes((await first)!));
        Assert.Equal(2, requests); // the one that broke, and its continuation
    }

    [Fact]
    public async Task What_was_left_too_long_is_fetched_anew()
    {
        byte[] bytes = HubFixture.Bytes(1000);
        string hash = Hub.Add(HubFixture.Repository, "weights.bin", bytes);
        Directory.CreateDirectory(Path.GetDirectoryName(fixture.Blob(hash))!);
        File.WriteAllBytes(fixture.Blob(hash) + ".incomplete", HubFixture.Bytes(2000));
        File.WriteAllBytes(fixture.Blob(hash), HubFixture.Bytes(10)); // and so is what an accident cut short
        Assert.Equal(bytes, File.ReadAllBytes((await fixture.GetAsync())!));
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        Hub.Add(HubFixture.Repository, "empty.txt", [], isBig: false);
        Assert.Empty(File.ReadAllBytes((await fixture.GetAsync("empty.txt"))!));
    }
}
