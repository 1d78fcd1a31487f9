using System.Diagnostics;
using System.Globalization;
using LightningDrag.Tools.RandomCheckpoint;
using static TorchSharp.torch;

// random-checkpoint --output FOLDER [--config sd15|tiny] [--precision float16|float32] [--seed N]
// A checkpoint with the published names and shapes and random weights: for benchmarks and tests of loading, memory and
// speed, not for pictures.
var arguments = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
string output = arguments["--output"];
CheckpointSize size = arguments.GetValueOrDefault("--config", "sd15") switch
{
    "sd15" => CheckpointSize.Sd15,
    "tiny" => CheckpointSize.Tiny,
    var other => throw new ArgumentException($"--config must be sd15 or tiny, not {other}."),
};
ScalarType precision = arguments.GetValueOrDefault("--precision", "float16") switch
{
    "float16" => ScalarType.Float16,
    "float32" => ScalarType.Float32,
    var other => throw new ArgumentException($"--precision must be float16 or float32, not {other}."),
};
long seed = long.Parse(arguments.GetValueOrDefault("--seed", "1"), CultureInfo.InvariantCulture);

long start = Stopwatch.GetTimestamp();
new CheckpointWriter(output, size, precision, seed).Write();
long bytes = Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
using var process = Process.GetCurrentProcess();
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{bytes / 1048576.0:0} MiB in {output}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, at most "
            + $"{process.PeakWorkingSet64 / 1048576.0:0} MiB of memory"
    )
);
