using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Commands;

public sealed class ServeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATerminatedServerLosesNoEditThatItAccepted()
    {
        using var process = CliProcess.Start("serve", "--port", "0", "--json");
        using var client = await ConnectAsync(process);
        string image = await UploadAsync(client);
        string[] edits =
        [
            await EditLaterAsync(client, image, 1),
            await EditLaterAsync(client, image, 2),
            await EditLaterAsync(client, image, 3),
        ];

        await process.SignalAsync();
        await Waiting.StatusAsync(
            client,
            "/readyz",
            status => status != HttpStatusCode.OK,
            "the server to hear that it shall end"
        );
        using var refused = await client.PostAsync("/v1/edits", Edit(image, 4), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

        foreach (string edit in edits)
        {
            var reply = await EndOfAsync(client, edit);
            Assert.Equal("completed", reply.GetProperty("state").GetString());
            Assert.NotEmpty(
                await client.GetByteArrayAsync(
                    reply.GetProperty("result").GetProperty("candidates")[0].GetProperty("url").GetString(),
                    Token
                )
            );
        }

        var end = await process.EndAsync();
        Assert.Equal((0, ""), (end.ExitCode, end.Error));
    }

    [Fact]
    public async Task ListeningForOthersNeedsADecision()
    {
        var run = await CliProcess.RunAsync("serve", "--port", "0", "--bind", "0.0.0.0");
        run.AssertFails(3, "--no-auth", "--api-key-file");
    }

    [Theory]
    [InlineData(2, "'nowhere' is not a value for --bind", "--bind", "nowhere")]
    [InlineData(2, "API keys cannot be read", "--api-key-file", "/no/such/file")]
    [InlineData(2, "holds no API key", "--api-key-env", "NO_SUCH_VARIABLE")]
    [InlineData(3, "The port is 70000", "--port", "70000")]
    [InlineData(3, "redis://HOST:PORT", "--store", "localhost")]
    public async Task WrongOptionsAreNamed(int exitCode, string said, params string[] options) =>
        (await CliProcess.RunAsync(["serve", .. options])).AssertFails(exitCode, said);

    [Fact]
    public async Task An_address_of_another_machine_is_told() =>
        (await CliProcess.RunAsync("serve", "--port", "0", "--bind", "10.99.99.99", "--no-auth")).AssertFails(
            1,
            "cannot listen on 10.99.99.99, port 0",
            "this machine has no address 10.99.99.99",
            "--bind"
        );

    [Fact]
    public async Task A_port_that_only_root_may_take_is_told()
    {
        const string free = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
        Assert.SkipUnless(File.Exists(free) && File.Exists("/usr/bin/setpriv"), "needs Linux and setpriv");
        Assert.SkipUnless(Environment.UserName == "root", "only root can give the right up");
        Assert.SkipUnless(
            int.Parse(await File.ReadAllTextAsync(free, Token), CultureInfo.InvariantCulture) > 80,
            "here everyone may take port 80"
        );
        string[] line =
        [
            "--inh-caps=-net_bind_service",
            "--bounding-set=-net_bind_service",
            "dotnet",
            CliProcess.Editor,
            "serve",
            "--port",
            "80",
        ];
        using var process = TestProcess.Start(ProcessLimit.Command, "setpriv", line);
        (await CliProcess.FinishAsync(process)).AssertFails(
            1,
            "cannot listen on 127.0.0.1, port 80 (permission denied)",
            "ports below 1024 need root",
            "--port"
        );
    }

    private static async Task<HttpClient> ConnectAsync(TestProcess process)
    {
        string json = await process.OutputAsync(text => text.TrimEnd().EndsWith('}'), "the server's address");
        var client = new HttpClient
        {
            BaseAddress = new Uri(JsonDocument.Parse(json).RootElement.GetProperty("address").GetString()!),
        };
        await Waiting.StatusAsync(client, "/readyz", status => status == HttpStatusCode.OK, "the server to be ready");
        return client;
    }

    private static async Task<string> UploadAsync(HttpClient client)
    {
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Samples.Cat, Token))
        {
            Headers = { ContentType = new("image/jpeg") },
        };
        using var reply = await client.PostAsync("/v1/images", body, Token);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static async Task<string> EditLaterAsync(HttpClient client, string image, int seed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/edits")
        {
            Content = Edit(image, seed),
            Headers = { { "Prefer", "respond-async" } },
        };
        using var reply = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static Task<JsonElement> EndOfAsync(HttpClient client, string edit) =>
        Waiting.UntilAsync(
            () => client.GetFromJsonAsync<JsonElement>($"/v1/edits/{edit}", Token),
            reply => reply.GetProperty("state").GetString() is not ("queued" or "running"),
            "an edit's end"
        );

    private static StringContent Edit(string image, int seed) =>
        new(
            $$"""
            {"image":"{{image}}","points":[{"handle":[165,115],"target":[165,95]}],"candidates":4,
            "seed":{{seed}} }
            """,
            Encoding.UTF8,
            "application/json"
        );
}
