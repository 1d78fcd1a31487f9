using System.Net;
using System.Text.Json;
using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests.Work;

/// <summary>How a server shares its work out, seen from outside.</summary>
public sealed class SharingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFullQueueSaysWhenToComeBackAndServesClientsInTurn()
    {
        await using var server = await RunningServer.StartAsync(new ServerOptions { QueueLength = 8 });
        string image = await server.UploadAsync(RunningServer.Cat);
        string slow = await server.EditLaterAsync(
            RunningServer.Edit(image, ""","candidates":8,"steps":50"""),
            ("X-Client-Id", "blocker")
        );
        await Waiting.UntilAsync(
            () => StateOfAsync(server, slow),
            state => state != "queued",
            "the slow edit to begin"
        );

        var greedy = new List<string>();
        HttpResponseMessage refused;
        do
        {
            refused = await server.PostAsync(
                "/v1/edits",
                RunningServer.Edit(image),
                ("Prefer", "respond-async"),
                ("X-Client-Id", "greedy")
            );
            if (refused.StatusCode == HttpStatusCode.Accepted)
                greedy.Add((await RunningServer.JsonOf(refused)).GetProperty("id").GetString()!);
        } while (refused.StatusCode == HttpStatusCode.Accepted && greedy.Count < 100);

        await RunningServer.AssertProblem(refused, 429, "tooManyRequests");
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(4, greedy.Count);

        string modest = await server.EditLaterAsync(RunningServer.Edit(image), ("X-Client-Id", "modest"));
        var waiting = await FindAsync(server, modest);
        Assert.Equal(1, waiting.GetProperty("queuePosition").GetInt32());
        Assert.Equal(4, (await FindAsync(server, greedy[^1])).GetProperty("queuePosition").GetInt32());

        await server.Client.DeleteAsync($"/v1/edits/{slow}", Token);
        await server.EndOfAsync(modest);
        Assert.Equal("queued", await StateOfAsync(server, greedy[^1]));
        foreach (string id in greedy)
            Assert.Equal("completed", (await server.EndOfAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task AShutdownFinishesWhatWasAcceptedAndTakesNothingNew()
    {
        await using var server = await RunningServer.StartAsync(new ServerOptions());
        string image = await server.UploadAsync(RunningServer.Cat);
        string[] accepted =
        [
            await server.EditLaterAsync(RunningServer.Edit(image, ""","candidates":4""")),
            await server.EditLaterAsync(RunningServer.Edit(image, ""","seed":3""")),
        ];
        var stopped = server.Server.ShutDownAsync(Token);

        using var refused = await server.PostAsync("/v1/edits", RunningServer.Edit(image));
        await RunningServer.AssertProblem(refused, 503, "shuttingDown");
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Client.GetAsync("/readyz", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/healthz", Token)).StatusCode);

        foreach (string id in accepted)
        {
            var edit = await server.EndOfAsync(id);
            Assert.Equal("completed", edit.GetProperty("state").GetString());
            Assert.NotEmpty(
                await server.Client.GetByteArrayAsync(
                    edit.GetProperty("result").GetProperty("candidates")[0].GetProperty("url").GetString(),
                    Token
                )
            );
        }

        await stopped;
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Client.GetAsync("/healthz", Token));
    }

    [Fact]
    public async Task MetricsTellWhatWasDone()
    {
        await using var server = await RunningServer.StartAsync(new ServerOptions());
        string image = await server.UploadAsync(RunningServer.Cat);
        using var edited = await server.PostAsync("/v1/edits", RunningServer.Edit(image));
        string metrics = await server.Client.GetStringAsync("/metrics", Token);
        string[] wanted =
        [
            "lightningdrag_edits_total{",
            "outcome=\"completed\"",
            "lightningdrag_queue_length{",
            "lightningdrag_queue_wait_seconds_count{",
            "stage=\"denoise\"",
            "lightningdrag_images_bytes{",
            "lightningdrag_pictures_bytes{",
            "open=\"true\"",
            "dotnet_process_memory_working_set_bytes",
        ];
        Assert.All(wanted, name => Assert.Contains(name, metrics, StringComparison.Ordinal));
    }

    private static async Task<JsonElement> FindAsync(RunningServer server, string id)
    {
        using var reply = await server.Client.GetAsync($"/v1/edits/{id}", Token);
        return await RunningServer.JsonOf(reply);
    }

    private static async Task<string> StateOfAsync(RunningServer server, string id) =>
        (await FindAsync(server, id)).GetProperty("state").GetString()!;
}
