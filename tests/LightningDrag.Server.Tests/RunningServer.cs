using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LightningDrag.Server.Tests;
using LightningDrag.TestSupport;

[assembly: AssemblyFixture(typeof(RunningServer))]

namespace LightningDrag.Server.Tests;

/// <summary>
/// A server on a port of its own, with the real compact model, and what tests do with it. One serves all tests that
/// need no options of their own.
/// </summary>
public sealed class RunningServer : IAsyncLifetime
{
    private readonly ServerOptions options;
    private DragServer? server;

    public RunningServer()
        : this(new ServerOptions()) { }

    private RunningServer(ServerOptions options) =>
        this.options = options with { Port = 0, UploadGrace = TimeSpan.FromSeconds(1.5) };

    public static byte[] Cat { get; } = File.ReadAllBytes(Path.Combine(SharedData.Repository, "samples", "cat.jpg"));

    public DragServer Server => server!;

    public HttpClient Client { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A server with options of its own; its port is chosen for it.</summary>
    public static async Task<RunningServer> StartAsync(ServerOptions options)
    {
        var running = new RunningServer(options);
        await running.InitializeAsync();
        return running;
    }

    public async ValueTask InitializeAsync()
    {
        server = await DragServer.StartAsync(options);
        Client = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(60) };
        await Waiting.StatusAsync(Client, "/readyz", status => status == HttpStatusCode.OK, "the server to be ready");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Uploads an image and gives its id.</summary>
    public async Task<string> UploadAsync(byte[] file, string type = "image/jpeg")
    {
        using var body = new ByteArrayContent(file) { Headers = { ContentType = new(type) } };
        using var reply = await Client.PostAsync("/v1/images", body, Token);
        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        return (await JsonOf(reply)).GetProperty("id").GetString()!;
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, HttpCompletionOption.ResponseContentRead, Token);
    }

    /// <summary>An edit of the cat that moves its nose up; more members may follow.</summary>
    public static string Edit(string image, string more = "") =>
        $$"""{"image":"{{image}}","points":[{"handle":[165,115],"target":[165,95]}]{{more}} }""";

    /// <summary>Accepts an edit to be done later, and gives its id.</summary>
    public async Task<string> EditLaterAsync(string json, params (string Name, string Value)[] headers)
    {
        using var reply = await PostAsync("/v1/edits", json, [("Prefer", "respond-async"), .. headers]);
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        return (await JsonOf(reply)).GetProperty("id").GetString()!;
    }

    /// <summary>Waits for an edit's end.</summary>
    public Task<JsonElement> EndOfAsync(string id) =>
        Waiting.UntilAsync(
            () => Client.GetFromJsonAsync<JsonElement>($"/v1/edits/{id}", Token),
            edit => edit.GetProperty("state").GetString() is "completed" or "failed" or "cancelled",
            "an edit's end"
        );

    public static async Task<JsonElement> JsonOf(HttpResponseMessage reply) =>
        await reply.Content.ReadFromJsonAsync<JsonElement>(Token);

    /// <summary>
    /// Checks an error by its status and code, that it is one for programs and people, and that it tells nothing of the
    /// machine.
    /// </summary>
    public static async Task<string> AssertProblem(HttpResponseMessage reply, int status, string code)
    {
        string text = await reply.Content.ReadAsStringAsync(Token);
        Assert.True((int)reply.StatusCode == status, $"expected {status}, got {(int)reply.StatusCode}: {text}");
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        AssertSilent(text);
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>Checks that a text holds no path of this machine, no type and no line of a stack trace.</summary>
    public static void AssertSilent(string text)
    {
        string[] secrets =
        [
            SharedData.Repository,
            AppContext.BaseDirectory,
            Path.GetTempPath(),
            "/usr/",
            "   at ",
            "System.",
            "Exception",
            ".cs:",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }
}
