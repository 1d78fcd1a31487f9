using System.Net;

namespace LightningDrag.Server.Tests.Http;

/// <summary>Who may use a server, and what browsers are told.</summary>
public sealed class AccessTests(RunningServer server)
{
    private const string Key = "a-key-that-is-long-enough",
        OtherKey = "another-key-that-is-long-enough";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithKeysTheApiIsForThoseWhoHaveOne()
    {
        await using var guarded = await RunningServer.StartAsync(new ServerOptions { ApiKeys = [Key, OtherKey] });
        string[] open = ["/healthz", "/readyz", "/openapi/v1.json"],
            closed = ["/v1/models", "/v1/samples", "/metrics", "/v1/images/abc", "/v1/nothing"];
        foreach (string path in open)
            Assert.Equal(HttpStatusCode.OK, (await guarded.Client.GetAsync(path, Token)).StatusCode);
        foreach (string path in closed)
            await RunningServer.AssertProblem(await guarded.Client.GetAsync(path, Token), 401, "unauthorized");

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(guarded, "Authorization", $"Bearer {Key}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(guarded, "X-Api-Key", OtherKey)).StatusCode);
        foreach (string wrong in (string[])[Key[..^1], Key + "x", "", "Bearer"])
            await RunningServer.AssertProblem(await GetAsync(guarded, "X-Api-Key", wrong), 401, "unauthorized");
        await RunningServer.AssertProblem(
            await GetAsync(guarded, "Authorization", $"Basic {Key}"),
            401,
            "unauthorized"
        );
    }

    [Fact]
    public async Task ListeningWiderNeedsAKeyOrADecision()
    {
        var wide = new ServerOptions { Bind = IPAddress.Any, Port = 0 };
        var error = await Assert.ThrowsAsync<LightningDragException>(() => DragServer.StartAsync(wide, Token));
        Assert.Contains("--no-auth", error.Message, StringComparison.Ordinal);
        await using var decided = await DragServer.StartAsync(wide with { AllowAnyone = true }, Token);
        await using var keyed = await DragServer.StartAsync(wide with { ApiKeys = [Key] }, Token);
    }

    [Fact]
    public async Task AShortKeyIsNoKey() =>
        await Assert.ThrowsAsync<LightningDragException>(() =>
            DragServer.StartAsync(new ServerOptions { Port = 0, ApiKeys = ["secret"] }, Token)
        );

    [Fact]
    public async Task AnAddressThatIsTakenIsAnErrorThatSaysSo()
    {
        var error = await Assert.ThrowsAsync<LightningDragException>(() =>
            DragServer.StartAsync(new ServerOptions { Port = server.Server.Address.Port }, Token)
        );
        Assert.Contains("--port", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/v1/models")]
    [InlineData("/nothing")]
    public async Task EveryAnswerForbidsCodeFromElsewhere(string path)
    {
        using var reply = await server.Client.GetAsync(path, Token);
        string policy = Assert.Single(reply.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("img-src 'self' blob: data:;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(reply.Headers.GetValues("X-Frame-Options")));
        Assert.False(reply.Headers.Contains("Server"));
    }

    [Fact]
    public async Task OtherSitesMayNotUseAVisitorsServer()
    {
        await RunningServer.AssertProblem(await GetAsync(server, "Origin", "https://evil.example"), 403, "forbidden");
        Assert.Equal(
            HttpStatusCode.OK,
            (await GetAsync(server, "Origin", server.Server.Address.GetLeftPart(UriPartial.Authority))).StatusCode
        );
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync(server, "Host", "evil.example")).StatusCode);
    }

    [Fact]
    public async Task ListedSitesMay()
    {
        await using var shared = await RunningServer.StartAsync(
            new ServerOptions { CorsOrigins = ["https://friend.example"] }
        );
        using var reply = await GetAsync(shared, "Origin", "https://friend.example");
        Assert.Equal("https://friend.example", Assert.Single(reply.Headers.GetValues("Access-Control-Allow-Origin")));
        await RunningServer.AssertProblem(await GetAsync(shared, "Origin", "https://evil.example"), 403, "forbidden");
    }

    private static Task<HttpResponseMessage> GetAsync(RunningServer server, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation(header, value);
        return server.Client.SendAsync(request, Token);
    }
}
