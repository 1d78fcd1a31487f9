using System.Diagnostics;
using System.Text.Json;
using LightningDrag.TestSupport;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary>A small base and eight pairs, and runs of the trainer on them as processes.</summary>
internal sealed class TrainFixture : IDisposable
{
    /// <summary>Of the runs.</summary>
    public const double LearningRate = 1e-3;

    private readonly TemporaryFolder folder = new();

    public TrainFixture()
    {
        SmallBase.Write(folder["base"]);
        RenderedPairs.Write(folder["pairs"], count: 8);
    }

    public string this[string file] => folder[file];

    /// <summary>One thread, so that what runs beside does not change the order of sums.</summary>
    public static IReadOnlyDictionary<string, string> OneThread { get; } =
        new Dictionary<string, string> { ["LIGHTNINGDRAG_THREADS"] = "1", ["OMP_NUM_THREADS"] = "1" };

    /// <summary>Writes a configuration of the published network's trainer at a small size.</summary>
    public string Configuration(int steps, int accumulation = 1, int checkpointEvery = 1) =>
        Write(
            "sd15.json",
            new
            {
                @base = folder["base"],
                data = new[] { folder["pairs"] },
                output = folder["unnamed"],
                window = RenderedPairs.Side,
                pointWidth = 4,
                batch = 4,
                accumulation,
                recompute = false,
                steps,
                warmupSteps = 2,
                learningRate = LearningRate,
                checkpointEvery,
                validateEvery = 1000,
                validationSamples = 4,
                pictures = 0,
                reportEvery = 1,
            }
        );

    public string Write(string name, object configuration)
    {
        File.WriteAllText(folder[name], JsonSerializer.Serialize(configuration));
        return folder[name];
    }

    /// <summary>The newest checkpoint of a run; null where there is none yet.</summary>
    public string? Newest(string run) =>
        Directory.Exists(folder[run])
            ? Directory.GetFiles(folder[run], "checkpoint-*.safetensors").Order(StringComparer.Ordinal).LastOrDefault()
            : null;

    /// <summary>The reported losses of a run, in order.</summary>
    public double[] Losses(string run) =>
        [
            .. File.ReadLines(Path.Combine(folder[run], "log.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.TryGetProperty("loss", out _))
                .Select(line => line.GetProperty("loss").GetDouble()),
        ];

    /// <summary>
    /// Largest difference between a weight of two runs, and the share of the weights that differ by more than
    /// <paramref name="beyond"/>.
    /// </summary>
    public (double Largest, double Share) WeightDifferences(string run, string other, double beyond)
    {
        using SafetensorsFile one = SafetensorsFile.Open(Newest(run)!),
            two = SafetensorsFile.Open(Newest(other)!);
        float[] differences =
        [
            .. one
                .Names.Where(name => name.StartsWith("model.", StringComparison.Ordinal))
                .SelectMany(name =>
                    one.ReadArray<float>(name).Zip(two.ReadArray<float>(name), (a, b) => Math.Abs(a - b))
                ),
        ];
        return (differences.Max(), differences.Count(difference => difference > beyond) / (double)differences.Length);
    }

    /// <summary>Installs OpenMPI where that is allowed; skips the test, with the reason, where it is not.</summary>
    public static async Task RequireMpiAsync()
    {
        if (await RunsAsync("mpirun", "--version"))
            return;
        Assert.SkipUnless(Environment.UserName == "root", "mpirun is missing, and only root can install openmpi-bin.");
        await SystemPackages.InstallAsync("openmpi-bin");
        Assert.SkipUnless(await RunsAsync("mpirun", "--version"), "openmpi-bin could not be installed.");
    }

    /// <summary>Two processes on this machine, however few cores it has.</summary>
    public static TestProcess StartTwo(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "LightningDrag.Cli.Torch.dll");
        string[] mpi =
        [
            "-n",
            "2",
            "--oversubscribe",
            "--allow-run-as-root",
            "--bind-to",
            "none",
            "--mca",
            "btl",
            "self,vader,tcp",
        ];
        var start = new ProcessStartInfo("mpirun", [.. mpi, "dotnet", program, .. arguments]);
        foreach (var (name, value) in OneThread)
            start.Environment[name] = value;
        return TestProcess.Start(ProcessLimit.Command, start);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<bool> RunsAsync(string program, params string[] arguments) =>
        await TestProcess.TryToolAsync(program, arguments) is { ExitCode: 0 };
}
