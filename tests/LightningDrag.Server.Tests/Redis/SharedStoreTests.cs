using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using LightningDrag.Server.Contracts;
using LightningDrag.Server.Redis;
using LightningDrag.Server.Telemetry;
using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests.Redis;

/// <summary>Two servers behind a balancer that gives each request to the other one: a client sees one server.</summary>
public sealed class SharedStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AClientThatIsSentRoundSeesOneServer()
    {
        using var redis = await LocalRedis.StartAsync();
        var options = new ServerOptions { Store = redis.Address, QueueLength = 8 };
        await using var a = await RunningServer.StartAsync(options);
        await using var b = await RunningServer.StartAsync(options);

        string image = await a.UploadAsync(RunningServer.Cat);
        Assert.Equal(RunningServer.Cat, await b.Client.GetByteArrayAsync($"/v1/images/{image}", Token));

        string edit = await b.EditLaterAsync(RunningServer.Edit(image, ""","candidates":2"""));
        using var events = await a.Client.GetAsync(
            $"/v1/edits/{edit}/events",
            HttpCompletionOption.ResponseHeadersRead,
            Token
        );
        string last = "";
        await foreach (
            var item in SseParser.Create(await events.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token)
        )
            last = item.EventType;
        Assert.Equal("completed", last);
        var end = await a.Client.GetFromJsonAsync<JsonElement>($"/v1/edits/{edit}", Token);
        Assert.Equal(
            end.GetRawText(),
            (await b.Client.GetFromJsonAsync<JsonElement>($"/v1/edits/{edit}", Token)).GetRawText()
        );

        string candidate = end.GetProperty("result").GetProperty("candidates")[1].GetProperty("image").GetString()!;
        foreach (var server in (RunningServer[])[a, b])
        {
            using var again = await server.PostAsync("/v1/edits", RunningServer.Edit(candidate));
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await a.Client.DeleteAsync($"/v1/images/{image}", Token)).StatusCode);
        await Waiting.StatusAsync(
            b.Client,
            $"/v1/images/{image}",
            status => status == HttpStatusCode.NotFound,
            "the other server to forget the image"
        );
    }

    [Fact]
    public async Task WhatOneServerLeavesTheOtherDoes()
    {
        using var redis = await LocalRedis.StartAsync();
        var options = new ServerOptions { Store = redis.Address };
        await using var stays = await RunningServer.StartAsync(options);
        var edits = new List<string>();
        await using (var leaves = await RunningServer.StartAsync(options))
        {
            string image = await leaves.UploadAsync(RunningServer.Cat);
            for (int i = 0; i < 6; i++)
                edits.Add(await leaves.EditLaterAsync(RunningServer.Edit(image, $",\"seed\":{i}")));
            await leaves.Server.ShutDownAsync(Token);
        }

        foreach (string edit in edits)
            Assert.Equal("completed", (await stays.EndOfAsync(edit)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task AnEditCanBeGivenUpOnAnyServer()
    {
        using var redis = await LocalRedis.StartAsync();
        var options = new ServerOptions { Store = redis.Address };
        await using var a = await RunningServer.StartAsync(options);
        await using var b = await RunningServer.StartAsync(options);
        string image = await a.UploadAsync(RunningServer.Cat);
        var edits = new List<string>();
        for (int i = 0; i < 4; i++)
            edits.Add(await a.EditLaterAsync(RunningServer.Edit(image, ""","candidates":8,"steps":50""")));
        foreach (string edit in edits)
            Assert.Equal(HttpStatusCode.NoContent, (await b.Client.DeleteAsync($"/v1/edits/{edit}", Token)).StatusCode);
        foreach (string edit in edits)
            Assert.Equal("cancelled", (await a.EndOfAsync(edit)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task TheSharedQueueIsBoundedAndFair()
    {
        using var redis = await LocalRedis.StartAsync();
        await using var connection = await RedisConnection.OpenAsync(redis.Address);
        using var metrics = new ServerMetrics();
        using var board = new RedisEditBoard(connection, 8, metrics);
        var names = new Dictionary<string, string>();
        for (int i = 0; i < 4; i++)
            names[(await AddAsync(board, "greedy")).Id] = $"greedy {i}";
        var full = await Assert.ThrowsAsync<ApiError>(() => AddAsync(board, "greedy"));
        Assert.Equal(429, full.Status);
        for (int i = 0; i < 2; i++)
            names[(await AddAsync(board, "modest")).Id] = $"modest {i}";

        var foretold = new SortedDictionary<int, string>();
        foreach (var (id, name) in names)
            foretold.Add((await board.FindAsync(id, Token))!.QueuePosition!.Value, name);
        var taken = new List<string>();
        for (int i = 0; i < 6; i++)
            taken.Add(names[(await board.TakeAsync(Token)).Id]);
        Assert.Equal(["greedy 0", "modest 0", "greedy 1", "modest 1", "greedy 2", "greedy 3"], taken);
        Assert.Equal(taken, foretold.Values);
    }

    [Fact]
    public async Task AStoreThatDoesNotAnswerIsAnErrorThatSaysSo()
    {
        var error = await Assert.ThrowsAsync<LightningDragException>(() =>
            DragServer.StartAsync(new ServerOptions { Port = 0, Store = "redis://127.0.0.1:1" }, Token)
        );
        Assert.Contains("--store", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LightningDragException>(() =>
            DragServer.StartAsync(new ServerOptions { Port = 0, Store = "localhost" }, Token)
        );
    }

    private static Task<EditReply> AddAsync(RedisEditBoard board, string client) =>
        board.AddAsync(client, new EditBody { Image = "", Points = [] }, Token).AsTask();
}
