using System.Diagnostics;
using System.Security.Cryptography;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary><c>pairs</c> as a process, on tiny rendered clips.</summary>
public sealed class PairsTests : IDisposable
{
    private const int Kills = 20;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_set_is_built_checked_shown_and_counted()
    {
        WriteClips(2);
        File.WriteAllBytes(folder["clips/broken.mp4"], [1, 2, 3]);

        var built = await CliProcess.RunAsync(Build("out"));
        Assert.Equal(0, built.ExitCode);
        Assert.Contains("no video in it", built.Output, StringComparison.Ordinal);
        Assert.Contains("3/3", built.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("moov", built.Error, StringComparison.Ordinal);

        var verified = await CliProcess.RunAsync("pairs", "verify", folder["out"], "--json");
        Assert.Equal(0, verified.ExitCode);
        Assert.True(verified.Json.GetProperty("isWhole").GetBoolean());
        int pairs = verified.Json.GetProperty("pairs").GetInt32();
        Assert.InRange(pairs, 1, 4);

        var counted = await CliProcess.RunAsync("pairs", "stats", folder["out"], "--json");
        Assert.Equal(pairs, counted.Json.GetProperty("pairs").GetInt32());

        var shown = await CliProcess.RunAsync("pairs", "report", folder["out"], "-o", folder["page.html"]);
        Assert.Equal(0, shown.ExitCode);
        string page = await File.ReadAllTextAsync(folder["page.html"], TestContext.Current.CancellationToken);
        Assert.Equal(pairs, page.Split("data:image/jpeg;base64,").Length - 1);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Killed_at_any_instant_and_started_again_it_writes_the_same_bytes()
    {
        WriteClips(4);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await CliProcess.RunAsync(Build("whole"))).ExitCode);
        TimeSpan whole = Stopwatch.GetElapsedTime(start);

        // Every kill hits a run that goes on where the one before was hit; a run that ends by itself is begun anew.
        var random = new Random(11);
        for (int kill = 0; kill < Kills; kill++)
        {
            using var run = CliProcess.Start(Build("killed"));
            if (await run.EndsWithinAsync(whole * (0.15 + (0.85 * random.NextDouble())) * 0.6))
            {
                Assert.Equal(0, (await run.EndAsync()).ExitCode);
                AssertSame("whole", "killed");
                Directory.Delete(folder["killed"], recursive: true);
            }
        }

        Assert.Equal(0, (await CliProcess.RunAsync(Build("killed"))).ExitCode);
        AssertSame("whole", "killed");
    }

    [Fact]
    public async Task Shares_are_merged()
    {
        WriteClips(3);
        Assert.Equal(0, (await CliProcess.RunAsync([.. Build("out"), "--shard", "0/2"])).ExitCode);
        (await CliProcess.RunAsync("pairs", "merge", folder["out"])).AssertFails(3, "1/2");
        Assert.Equal(0, (await CliProcess.RunAsync([.. Build("out"), "--shard", "1/2"])).ExitCode);

        var merged = await CliProcess.RunAsync("pairs", "merge", folder["out"], "--json");

        Assert.Equal(0, merged.ExitCode);
        Assert.Equal(3, merged.Json.GetProperty("summary").GetProperty("clips").GetInt32());
        Assert.Equal(0, (await CliProcess.RunAsync("pairs", "verify", folder["out"])).ExitCode);
    }

    [Fact]
    public async Task What_makes_no_sense_is_one_line()
    {
        WriteClips(1);
        (await CliProcess.RunAsync("pairs", "build", folder["nowhere"], "-o", folder["out"])).AssertFails(3, "nowhere");
        (await CliProcess.RunAsync([.. Build("out"), "--shard", "2/2"])).AssertFails(2, "2/2", "i/n");
        (
            await CliProcess.RunAsync("pairs", "build", folder["clips"], "-o", folder["out"], "--size", "100")
        ).AssertFails(3, "100", "32");
        (await CliProcess.RunAsync("pairs", "verify", folder["clips"])).AssertFails(3, "index.json");
    }

    private void WriteClips(int count) =>
        TinyClips.Write(Path.Combine(SharedData.Repository, "samples"), folder["clips"], count);

    private string[] Build(string output) =>
        [
            "pairs",
            "build",
            folder["clips"],
            "-o",
            folder[output],
            "--camera-filter",
            "none",
            "--size",
            "64",
            "--pairs-per-clip",
            "2",
            "--shard-size",
            "0.06",
            "--jobs",
            "2",
        ];

    private void AssertSame(string expected, string actual)
    {
        string[] files =
        [
            .. Directory
                .GetFiles(folder[expected])
                .Select(file => Path.GetFileName(file)!)
                .Where(IsResult)
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(
            files,
            Directory
                .GetFiles(folder[actual])
                .Select(file => Path.GetFileName(file))
                .Where(IsResult)
                .Order(StringComparer.Ordinal)
        );
        Assert.True(files.Length > 2, "several shards and an index");
        foreach (string file in files)
            Assert.Equal(Hash(Path.Combine(folder[expected], file)), Hash(Path.Combine(folder[actual], file)));

        // The ledger's lines stand in the order in which clips were finished.
        static bool IsResult(string file) =>
            !file.EndsWith("ledger.jsonl", StringComparison.Ordinal)
            && !file.EndsWith(".unfinished", StringComparison.Ordinal);
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
