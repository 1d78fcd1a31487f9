using System.Net;
using System.Text;
using System.Text.Json;
using LightningDrag.TestSupport;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary>
/// A model whose numbers are not finite, on the command line and over HTTP: an error that names itself, never a
/// picture.
/// </summary>
public sealed class NotFiniteTests : IDisposable
{
    private const string Model = "compact"; // named so, it hides the one that ships
    private readonly TemporaryFolder folder = new();

    public NotFiniteTests()
    {
        Directory.CreateDirectory(folder[Model]);
        string shipped = Path.Combine(SharedData.Repository, "models", "compact");
        foreach (string file in Directory.EnumerateFiles(shipped, "*.safetensors"))
            File.Copy(file, Path.Combine(folder[Model], Path.GetFileName(file)));
        string denoiser = Path.Combine(folder[Model], "motion-denoiser.safetensors");
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var weights = SafetensorsFile.Open(denoiser))
            tensors = weights.Names.ToDictionary(name => name, weights.Read);
        // finite itself, as weights must be, but nothing that is computed with it is
        tensors["h3.bias"] = full(4, float.MaxValue);
        SafetensorsWriter.Write(denoiser, tensors);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Environment => new() { ["LIGHTNINGDRAG_MODELS"] = folder[""] };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_command_line_says_so_in_one_line_and_writes_nothing()
    {
        string[] edit = ["edit", Samples.Cat, "--drag", "165,115:165,90", "--model", Model, "-o", folder["out.png"]];
        (await CliProcess.RunAsync(Environment, edit)).AssertFails(1, "not finite", "models verify");
        Assert.False(File.Exists(folder["out.png"]));

        var json = await CliProcess.RunAsync(Environment, [.. edit, "--json"]);
        Assert.Equal(
            (1, "", "NotFinite"),
            (json.ExitCode, json.Error, json.Json.GetProperty("error").GetProperty("code").GetString())
        );
        var verbose = await CliProcess.RunAsync(Environment, [.. edit, "--verbose"]);
        Assert.Equal(1, verbose.ExitCode);
        Assert.Contains("\n   at LightningDrag.", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_answers_500_with_problem_details()
    {
        using var process = CliProcess.Start(Environment, "serve", "--port", "0", "--json");
        string json = await process.OutputAsync(text => text.TrimEnd().EndsWith('}'), "the server's address");
        using var client = new HttpClient
        {
            BaseAddress = new Uri(JsonDocument.Parse(json).RootElement.GetProperty("address").GetString()!),
        };
        using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Samples.Cat, Token))
        {
            Headers = { ContentType = new("image/jpeg") },
        };
        using var upload = await client.PostAsync("/v1/images", body, Token);
        string image = JsonDocument
            .Parse(await upload.Content.ReadAsStringAsync(Token))
            .RootElement.GetProperty("id")
            .GetString()!;
        string points = $"\"image\":\"{image}\",\"points\":[{{\"handle\":[165,115],\"target\":[165,95]}}]";
        foreach (
            var (path, request) in new[]
            {
                ("/v1/edits", $"{{{points}}}"),
                ("/v1/preview", $"{{{points},\"session\":\"a\",\"sequence\":1}}"),
            }
        )
        {
            using var reply = await client.PostAsync(
                path,
                new StringContent(request, Encoding.UTF8, "application/json"),
                Token
            );
            string text = await reply.Content.ReadAsStringAsync(Token);
            Assert.True(reply.StatusCode == HttpStatusCode.InternalServerError, $"{path}: {reply.StatusCode} {text}");
            Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
            Assert.Equal("notFinite", JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
        }
    }
}
