using LightningDrag.TestSupport;
using LightningDrag.TestSupport.Hub;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary>The tiny checkpoint, served by a hub on the loopback, into an empty home.</summary>
public sealed class ModelsDownloadTests : IDisposable
{
    private static readonly string[] Repositories =
    [
        "Lykon/dreamshaper-8-inpainting",
        "stabilityai/sd-vae-ft-mse",
        "h94/IP-Adapter",
        "LightningDrag/lightning-drag-sd15",
        "latent-consistency/lcm-lora-sdv1-5",
    ];

    private readonly TemporaryFolder home = new();
    private readonly LocalHub hub = new();

    private Dictionary<string, string> Environment =>
        new()
        {
            ["HF_HOME"] = home["huggingface"],
            ["HF_ENDPOINT"] = hub.Hub.Endpoint,
            ["HF_TOKEN"] = "hf_secret",
            ["XDG_DATA_HOME"] = home["data"],
        };

    private string Model => home["data/lightningdrag/models/sd15"];

    public void Dispose()
    {
        hub.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Downloaded_it_is_listed_and_whole()
    {
        ServeTinyCheckpoint();
        var download = await CliProcess.RunAsync(Environment, "models", "download", "sd15", "--lcm");
        Assert.Equal(0, download.ExitCode);
        Assert.EndsWith(
            $"sd15 is in {Model}: use it with --model sd15.",
            download.Output.TrimEnd(),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "1/16 Lykon/dreamshaper-8-inpainting unet/config.json\n",
            download.Error,
            StringComparison.Ordinal
        );

        var again = await CliProcess.RunAsync(Environment, "models", "download", "sd15", "--offline", "--json");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal("sd15", again.Json.GetProperty("name").GetString());
        Assert.All(
            again.Json.GetProperty("files").EnumerateArray(),
            file => Assert.True(File.Exists(file.GetProperty("path").GetString()))
        );

        var list = (await CliProcess.RunAsync(Environment, "models", "list", "--json"))
            .Json.GetProperty("models")
            .EnumerateArray()
            .Single(model => model.GetProperty("name").GetString() == "sd15");
        Assert.Equal(Model, list.GetProperty("folder").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, list.GetProperty("missing").ValueKind);

        var verify = await CliProcess.RunAsync(Environment, "models", "verify", "sd15", "--json");
        Assert.Equal((0, ""), (verify.ExitCode, verify.Error));
        Assert.True(verify.Json.GetProperty("isWhole").GetBoolean());
        Assert.All(
            verify.Json.GetProperty("files").EnumerateArray(),
            file => Assert.Equal(file.GetProperty("sha256").GetString(), file.GetProperty("expectedSha256").GetString())
        );
    }

    [Fact]
    public async Task What_was_damaged_in_the_cache_is_fetched_again_and_said()
    {
        ServeTinyCheckpoint();
        Assert.Equal(0, (await CliProcess.RunAsync(Environment, "models", "download", "sd15")).ExitCode);
        string weights = Path.Combine(Model, "lightning-drag-sd15/lightning-drag-sd15-attn.bin");
        byte[] bytes = File.ReadAllBytes(weights),
            damaged = [.. bytes];
        damaged[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(weights, damaged); // through the link
        var again = await CliProcess.RunAsync(Environment, "models", "download", "sd15");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains(
            "note: lightning-drag-sd15-attn.bin was damaged in the cache and has been fetched again",
            again.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(bytes, File.ReadAllBytes(weights));
        Assert.DoesNotContain(
            "damaged",
            (await CliProcess.RunAsync(Environment, "models", "download", "sd15")).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_killed_download_is_gone_on_with()
    {
        ServeTinyCheckpoint();
        var halfway = new TaskCompletionSource();
        hub.ChangeStore = (_, reply) =>
        {
            if (reply.Body.Length < 500_000)
                return reply;
            halfway.TrySetResult();
            return reply with
            {
                BreakAfter = 400_000,
                Wait = Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken),
            };
        };
        using (var first = CliProcess.Start(Environment, "models", "download", "sd15"))
        {
            await halfway.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            string blobs = home["huggingface/hub"];
            bool IsHalf(string file) => new FileInfo(file).Length == 400_000;
            await first.UntilAsync(
                () => Directory.EnumerateFiles(blobs, "*.incomplete", SearchOption.AllDirectories).Any(IsHalf),
                "half a file"
            );
            first.Kill();
            await CliProcess.FinishAsync(first);
        }

        (await CliProcess.RunAsync(Environment, "models", "verify", "sd15")).AssertFails(
            4,
            "lacks",
            "https://huggingface.co/",
            "lightningdrag models download sd15"
        );
        hub.ChangeStore = (_, reply) => reply;
        Assert.Equal(0, (await CliProcess.RunAsync(Environment, "models", "download", "sd15")).ExitCode);
        Assert.Contains(hub.Store.Requests, request => request.From == 400_000);
    }

    [Fact]
    public async Task Two_at_once_share_the_work()
    {
        ServeTinyCheckpoint();
        using var first = CliProcess.Start(Environment, "models", "download", "sd15");
        using var second = CliProcess.Start(Environment, "models", "download", "sd15");
        Assert.Equal(
            (0, 0),
            ((await CliProcess.FinishAsync(first)).ExitCode, (await CliProcess.FinishAsync(second)).ExitCode)
        );
        Assert.All(hub.Store.Requests.GroupBy(request => request.Path), group => Assert.Single(group));
    }

    [Fact]
    public async Task Offline_without_a_cache_names_file_origin_and_command() =>
        (await CliProcess.RunAsync(Environment, "models", "download", "sd15", "--offline")).AssertFails(
            4,
            "'unet/config.json' of Lykon/dreamshaper-8-inpainting (the model's unet config) is not in the cache",
            home["huggingface/hub"],
            "lightningdrag models download sd15"
        );

    [Fact]
    public async Task A_refusal_tells_of_the_token_and_never_shows_it()
    {
        hub.Add("Lykon/dreamshaper-8-inpainting", "unet/config.json", [1]);
        hub.ChangeHub = (_, _) => Reply.Empty(401);
        var run = await CliProcess.RunAsync(Environment, "models", "download", "sd15", "--json");
        Assert.Equal(4, run.ExitCode);
        Assert.Equal("MissingWeights", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains("token", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "known is sd15", "models", "download", "sd16")]
    [InlineData(3, "not the name of a repository", "models", "download", "sd15", "--base", "../x")]
    [InlineData(3, "no web address", "models", "download", "sd15", "--endpoint", "mirror")]
    [InlineData(4, "lightningdrag models download sd15", "models", "verify", "sd15")]
    public async Task A_wrong_word_is_told(int exitCode, string part, params string[] arguments) =>
        (await CliProcess.RunAsync(Environment, arguments)).AssertFails(exitCode, part);

    private void ServeTinyCheckpoint()
    {
        string root = SharedData.Require("goldens/lightningdrag/tiny-checkpoint");
        foreach (string repository in Repositories)
        {
            string folder = Path.Combine(root, Path.GetFileName(repository));
            foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                bool isBig = Path.GetExtension(path) is not (".json" or ".txt");
                hub.Add(repository, Path.GetRelativePath(folder, path), File.ReadAllBytes(path), isBig);
            }
        }
    }
}
