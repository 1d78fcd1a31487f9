using System.Globalization;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Commands;

public class TrainTests(ITestOutputHelper output)
{
    /// <summary>Set it to 20 for the long run that <c>eng/kill-training</c> makes.</summary>
    private const string KillsVariable = "LIGHTNINGDRAG_TEST_KILLS";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_instant_and_resumed_it_ends_with_the_same_bits()
    {
        int kills = int.TryParse(
            Environment.GetEnvironmentVariable(KillsVariable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int asked
        )
            ? asked
            : 2;
        using var fixture = new TrainFixture();
        string config = fixture.Configuration(steps: 10 + (5 * kills));
        var whole = await CliProcess.RunAsync(
            TrainFixture.OneThread,
            "train",
            "--config",
            config,
            "-o",
            fixture["whole"]
        );
        Assert.Equal((0, ""), (whole.ExitCode, whole.Error));

        var random = new Random(1);
        int resumed = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            string? before = fixture.Newest("killed");
            using var process = CliProcess.Start(
                TrainFixture.OneThread,
                "train",
                "--config",
                config,
                "-o",
                fixture["killed"],
                "--resume"
            );
            // Somewhere within the steps after the first new checkpoint, also while one is being written.
            await process.UntilAsync(() => fixture.Newest("killed") != before, "a new checkpoint");
            await Task.Delay(random.Next(400), Token);
            if (process.HasExited)
                break;
            process.Kill();
            await process.EndAsync();
            resumed++;
        }

        var rest = await CliProcess.RunAsync(
            TrainFixture.OneThread,
            "train",
            "--config",
            config,
            "-o",
            fixture["killed"],
            "--resume"
        );
        Assert.Equal((0, ""), (rest.ExitCode, rest.Error));
        output.WriteLine($"Killed {resumed} times.");
        Assert.True(resumed > 0);
        Assert.Equal(
            await File.ReadAllBytesAsync(fixture.Newest("whole")!, Token),
            await File.ReadAllBytesAsync(fixture.Newest("killed")!, Token)
        );
        Assert.Equal(fixture.Losses("whole"), fixture.Losses("killed"));
    }

    [Fact]
    public async Task Told_to_end_it_saves_and_exits_with_success()
    {
        using var fixture = new TrainFixture();
        string config = fixture.Configuration(steps: 5000, checkpointEvery: 5000);
        using var process = CliProcess.Start(TrainFixture.OneThread, "train", "--config", config, "-o", fixture["run"]);
        string log = Path.Combine(fixture["run"], "log.jsonl");
        await process.UntilAsync(() => File.Exists(log) && new FileInfo(log).Length > 0, "the first line of the log");
        await process.SignalAsync();
        var run = await CliProcess.FinishAsync(process);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--resume", run.Output, StringComparison.Ordinal);
        Assert.NotNull(fixture.Newest("run"));
    }

    [Fact]
    public async Task Two_processes_learn_what_one_does_from_the_same_batches()
    {
        await TrainFixture.RequireMpiAsync();
        using var fixture = new TrainFixture();
        string config = fixture.Configuration(steps: 20, checkpointEvery: 20);
        var one = await CliProcess.RunAsync(TrainFixture.OneThread, "train", "--config", config, "-o", fixture["one"]);
        Assert.Equal((0, ""), (one.ExitCode, one.Error));
        using var both = TrainFixture.StartTwo("train", "--config", config, "-o", fixture["two"]);
        var two = await CliProcess.FinishAsync(both);
        AssertSame(fixture, two);
    }

    /// <summary>The parts of a step are then the processes' shares, and a sum of two has but one order.</summary>
    [Fact]
    public async Task Two_processes_end_with_the_bits_of_one_that_computes_each_batch_in_two_parts()
    {
        await TrainFixture.RequireMpiAsync();
        using var fixture = new TrainFixture();
        var one = await CliProcess.RunAsync(
            TrainFixture.OneThread,
            "train",
            "--config",
            fixture.Configuration(steps: 20, accumulation: 2, checkpointEvery: 20),
            "-o",
            fixture["one"]
        );
        Assert.Equal((0, ""), (one.ExitCode, one.Error));
        using var both = TrainFixture.StartTwo(
            "train",
            "--config",
            fixture.Configuration(steps: 20, checkpointEvery: 20),
            "-o",
            fixture["two"]
        );
        var two = await CliProcess.FinishAsync(both);
        Assert.True(two.ExitCode == 0, two.Error);
        Assert.Equal(fixture.Losses("one"), fixture.Losses("two"));
        Assert.Equal(
            await File.ReadAllBytesAsync(fixture.Newest("one")!, Token),
            await File.ReadAllBytesAsync(fixture.Newest("two")!, Token)
        );
    }

    [Fact]
    public async Task So_do_two_processes_of_the_compact_model()
    {
        await TrainFixture.RequireMpiAsync();
        using var fixture = new TrainFixture();
        string photos = WritePhotos(fixture["photos"]);
        string config = fixture.Write(
            "compact.json",
            new
            {
                photos,
                cutoutCache = fixture["cutouts.bin"],
                output = "unnamed",
                encoder = Path.Combine(SharedData.Repository, "models", "compact", "appearance-encoder.safetensors"),
                window = 64,
                batch = 4,
                reuse = 2,
                steps = 20,
                warmupSteps = 2,
                validationPairs = 1,
                validateEvery = 1000,
                checkpointEvery = 20,
                reportEvery = 1,
            }
        );
        var one = await CliProcess.RunAsync(
            TrainFixture.OneThread,
            "train",
            "--config",
            config,
            "--init",
            "none",
            "-o",
            fixture["one"]
        );
        Assert.Equal((0, ""), (one.ExitCode, one.Error));
        using var both = TrainFixture.StartTwo("train", "--config", config, "--init", "none", "-o", fixture["two"]);
        var two = await CliProcess.FinishAsync(both);
        AssertSame(fixture, two);
    }

    [Theory]
    [InlineData("compact")]
    [InlineData("sd15")]
    [InlineData("sdxl")]
    public async Task Plans_a_run(string config)
    {
        var run = await CliProcess.RunAsync(
            "train",
            "--plan",
            "--config",
            config,
            "--devices",
            "8",
            "--device-memory",
            "80",
            "--teraflops",
            "150",
            "--json"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(run.Json.GetProperty("secondsPerStep").GetDouble() > 0);
        Assert.Equal(8, run.Json.GetProperty("hardware").GetProperty("devices").GetInt32());
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        (await CliProcess.RunAsync("train", "--config", "sd15", "--output", "x")).AssertFails(2, "--data");
        (await CliProcess.RunAsync("train", "--config", "nowhere.json")).AssertFails(
            3,
            "nowhere.json",
            "compact",
            "sd15"
        );
        (
            await CliProcess.RunAsync("train", "--config", "sd15", "--photos", "x", "--data", "y", "--output", "z")
        ).AssertFails(2, "--photos");
    }

    private void AssertSame(TrainFixture fixture, CliProcess.Run two)
    {
        Assert.True(two.ExitCode == 0, two.Error);
        double[] expected = fixture.Losses("one"),
            losses = fixture.Losses("two");
        Assert.Equal(20, expected.Length);
        Assert.Equal(20, losses.Length);
        double largest = expected.Zip(losses, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(a))).Max();
        var (weight, share) = fixture.WeightDifferences("one", "two", beyond: 1e-5);
        output.WriteLine(
            $"losses differ by {largest:e2}, a weight by {weight:e2}, {share:e2} of the weights by more than 1e-5"
        );
        Assert.True(largest < 1e-5, $"Losses differ by {largest}.");
        // Adam divides by the gradient's own size: where one is nearly nothing, the rounding of another order of sums
        // is a part of a whole step.
        Assert.True(weight < TrainFixture.LearningRate / 10, $"A weight differs by {weight}.");
        Assert.True(share < 1e-5, $"{share} of the weights differ by more than 1e-5.");
    }

    /// <summary>The names decide which photos are held back: of these the last one.</summary>
    internal static string WritePhotos(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] samples = Directory.GetFiles(Path.Combine(SharedData.Repository, "samples"), "*.jpg"),
            names = ["photo-0.jpg", "photo-2.jpg", "photo-3.jpg", "photo-62.jpg"];
        foreach (var (sample, name) in samples.Zip(names))
            File.Copy(sample, Path.Combine(folder, name));
        return folder;
    }
}
