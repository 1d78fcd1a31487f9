using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace LightningDrag.Cli.Tests.Commands;

public sealed class ServeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ATerminatedServerLosesNoEditThatItAccepted()
    {
        using var process = CliProcess.Start("serve", "--port", "0", "--json");
        try
        {
            using var client = await ConnectAsync(process);
            string image = await UploadAsync(client);
            string[] edits = [await EditLaterAsync(client, image, 1), await EditLaterAsync(client, image, 2), await EditLaterAsync(client, image, 3)];

            await CliProcess.TerminateAsync(process);
            while ((await client.GetAsync("/readyz", Token)).StatusCode == HttpStatusCode.OK) await Task.Delay(10, Token);
            using var refused = await client.PostAsync("/v1/edits", Edit(image, 4), Token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);

            foreach (string edit in edits)
            {
                var end = await EndOfAsync(client, edit);
                Assert.Equal("completed", end.GetProperty("state").GetString());
                Assert.NotEmpty(await client.GetByteArrayAsync(end.GetProperty("result").GetProperty("candidates")[0].GetProperty("url").GetString(), Token));
            }

            await process.WaitForExitAsync(Token);
            Assert.Equal(0, process.ExitCode);
            Assert.Empty(await process.StandardError.ReadToEndAsync(Token));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
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
    public async Task WrongOptionsAreNamed(int exitCode, string said, params string[] options) => (await CliProcess.RunAsync(["serve", .. options])).AssertFails(exitCode, said);

    private static async Task<HttpClient> ConnectAsync(Process process)
    {
        var json = new StringBuilder();
        while (!json.ToString().TrimEnd().EndsWith('}')) json.AppendLine(await process.StandardOutput.ReadLineAsync(Token));
        var client = new HttpClient { BaseAddress = new Uri(JsonDocument.Parse(json.ToString()).RootElement.GetProperty("address").GetString()!) };
        while ((await client.GetAsync("/readyz", Token)).StatusCode != HttpStatusCode.OK) await Task.Delay(20, Token);
        return client;
    }

    private static async Task<string> UploadAsync(HttpClient client)
    {
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Samples.Cat, Token)) { Headers = { ContentType = new("image/jpeg") } };
        using var reply = await client.PostAsync("/v1/images", body, Token);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static async Task<string> EditLaterAsync(HttpClient client, string image, int seed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/edits") { Content = Edit(image, seed), Headers = { { "Prefer", "respond-async" } } };
        using var reply = await client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
        return (await reply.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> EndOfAsync(HttpClient client, string edit)
    {
        while (true)
        {
            var reply = await client.GetFromJsonAsync<JsonElement>($"/v1/edits/{edit}", Token);
            if (reply.GetProperty("state").GetString() is not ("queued" or "running")) return reply;
            await Task.Delay(20, Token);
        }
    }

    private static StringContent Edit(string image, int seed) => new(
        $$"""{"image":"{{image}}","points":[{"handle":[165,115],"target":[165,95]}],"candidates":4,"seed":{{seed}} }""", Encoding.UTF8, "application/json");
}
