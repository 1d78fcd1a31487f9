using LightningDrag.Cli.Tests.Commands;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RandomCheckpoint;
using static TorchSharp.torch;

namespace LightningDrag.Cli.Tests.Poison;

/// <summary>
/// Nothing reads memory that nobody wrote: with poisoned memory every network gives the same bits. On some processors
/// libtorch's convolutions do read such memory in the plain layout.
/// </summary>
public sealed class PoisonedRunTests(PoisonedMemory memory, ITestOutputHelper output)
    : IClassFixture<PoisonedMemory>,
        IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_convolution_gives_the_same_bits_forward_and_backward_and_a_planted_fault_is_seen()
    {
        var (clean, poisoned) = await memory.ProbeAsync("convolutions");
        // How this processor does without the project's layout.
        foreach (string line in poisoned.Where(IsPlain))
            output.WriteLine(line);
        Assert.Equal(clean.Where(IsLayer), poisoned.Where(IsLayer));
        string[] planted = [.. poisoned.Where(line => line.StartsWith("planted ", StringComparison.Ordinal))];
        Assert.NotEmpty(planted);
        Assert.All(planted, line => Assert.EndsWith(": not finite", line, StringComparison.Ordinal));

        static bool IsLayer(string line) => line.StartsWith("layer ", StringComparison.Ordinal);
        static bool IsPlain(string line) => line.StartsWith("plain ", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edits_and_previews_in_one_process_are_the_same()
    {
        var (clean, poisoned) = await memory.ProbeAsync("edits", Samples.Cat);
        Assert.Equal(clean, poisoned);
        Assert.Equal(clean[..(clean.Length / 2)], clean[(clean.Length / 2)..]); // the second round of the first picture
    }

    [Fact]
    public async Task CoTracker_is_the_same()
    {
        var (clean, poisoned) = await memory.ProbeAsync("tracks", SharedData.Require("goldens/cotracker2/weights.pth"));
        Assert.Equal(clean, poisoned);
    }

    [Theory]
    [InlineData("edit", "--drag", "165,115:165,90", "--steps", "4")]
    [InlineData("rotate", "--region", "circle:165,110,45", "--angle", "15")]
    public async Task A_command_writes_the_same_picture(params string[] arguments) =>
        await AssertSameAsync("out.png", [arguments[0], Samples.Cat, .. arguments[1..]]);

    [Theory]
    [InlineData("Ddim")]
    [InlineData("Lcm")]
    public async Task The_published_network_writes_the_same_picture(string sampler)
    {
        new CheckpointWriter(folder["checkpoint"], CheckpointSize.Tiny, ScalarType.Float32, seed: 1).Write();
        string[] edit = ["edit", Samples.Cat, "--drag", "165,115:165,90", "--steps", "1", "--guidance", "2"];
        await AssertSameAsync("out.png", [.. edit, "--model", folder["checkpoint"], "--sampler", sampler]);
    }

    [Fact]
    public async Task A_training_step_of_the_published_network_is_the_same()
    {
        using var fixture = new TrainFixture();
        await AssertSameAsync("checkpoint-000000001.safetensors", "train", "--config", fixture.Configuration(steps: 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_training_step_of_the_compact_model_is_the_same(bool halfPrecision)
    {
        using var fixture = new TrainFixture();
        TrainTests.WritePhotos(fixture["photos"]);
        string config = fixture.Write(
            "compact.json",
            new
            {
                photos = fixture["photos"],
                cutoutCache = fixture["cutouts.bin"],
                output = "unnamed",
                encoder = Path.Combine(SharedData.Repository, "models", "compact", "appearance-encoder.safetensors"),
                encoderRate = 0.1,
                halfPrecision,
                window = 64,
                batch = 4,
                steps = 1,
                warmupSteps = 1,
                validationPairs = 1,
                checkpointEvery = 1,
            }
        );
        await AssertSameAsync("checkpoint-000000001.safetensors", "train", "--config", config, "--init", "none");
    }

    /// <summary>
    /// Runs a command clean and poisoned and compares a file that it writes: the output, or one in the output's folder.
    /// </summary>
    private async Task AssertSameAsync(string file, params string[] arguments)
    {
        var poisoned = memory.Poisoned;
        string clean = await ResultAsync("clean", PoisonedMemory.Clean);
        Assert.Equal(clean, await ResultAsync("poisoned", poisoned));

        async Task<string> ResultAsync(string name, IReadOnlyDictionary<string, string> environment)
        {
            string target = arguments[0] == "train" ? folder[name] : folder[$"{name}-{file}"];
            var run = await CliProcess.RunAsync(environment, [.. arguments, "-o", target]);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            string written = arguments[0] == "train" ? Path.Combine(target, file) : target;
            byte[] bytes = await File.ReadAllBytesAsync(written, TestContext.Current.CancellationToken);
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
        }
    }
}
