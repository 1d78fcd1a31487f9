using LightningDrag.TestSupport;
using LightningDrag.Training.Distributed;
using LightningDrag.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests;

public sealed class TrainingLoopTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-loop-").FullName;

    [Fact]
    public void A_step_with_a_loss_that_is_not_finite_is_left_out_and_counted()
    {
        using var task = new LineFit(size: 4) { FailsAt = step => step == 2 };
        Run(task, Options(steps: 6));
        // five steps of about the learning rate
        Assert.All(task.Parameters[0].Value.data<float>(), value => Assert.InRange(value, 0.01f, 0.06f));
        Assert.Contains(
            "\"skippedSteps\":1",
            File.ReadLines(Path.Combine(folder, "run", "log.jsonl"))
                .Last(line => line.Contains("skipped", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Twenty_such_steps_in_a_row_end_the_run_and_name_the_pairs()
    {
        using var task = new LineFit(size: 4) { FailsAt = step => step >= 3 };
        var error = Assert.Throws<LightningDragException>(() => Run(task, Options(steps: 100)));
        Assert.Contains("20 steps", error.Message, StringComparison.Ordinal);
        Assert.Contains("points 22", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_an_error_and_the_old_checkpoint_stays()
    {
        string disk = Path.Combine(folder, "disk");
        Directory.CreateDirectory(disk);
        var mount = await TestProcess.TryToolAsync("mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", disk);
        Assert.SkipUnless(mount is { ExitCode: 0 }, "Only root may mount the small disk that this test fills.");
        try
        {
            // Four copies of the parameter, 0.9 MB: the disk has room for one checkpoint.
            var options = Options(steps: 2) with
            {
                Output = disk,
                CheckpointEvery = 1,
                ValidateEvery = 100,
            };
            using var task = new LineFit(size: 56_000);
            var error = Assert.Throws<LightningDragException>(() => Run(task, options));
            Assert.Equal(ErrorCode.Unsupported, error.Code);
            Assert.Contains("make room", error.Message, StringComparison.Ordinal);
            Assert.Equal(
                ["checkpoint-000000001.safetensors"],
                Directory.GetFiles(disk, "*.safetensors").Select(Path.GetFileName)
            );
            using var kept = SafetensorsFile.Open(Path.Combine(disk, "checkpoint-000000001.safetensors"));
            Assert.Equal("1", kept.Metadata["step"]);
        }
        finally
        {
            await TestProcess.TryToolAsync("umount", disk);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private LineOptions Options(long steps) =>
        new()
        {
            Output = Path.Combine(folder, "run"),
            Batch = 1,
            Steps = steps,
            WarmupSteps = 1,
            LearningRate = 0.01,
            ReportEvery = 1,
        };

    private static void Run(LineFit task, LineOptions options)
    {
        using var group = new SingleProcess();
        TrainingLoop.Run(options, task, group, null, TestContext.Current.CancellationToken);
    }

    private sealed record LineOptions : TrainingLoopOptions;

    /// <summary>The smallest thing that can be trained: a vector towards ones.</summary>
    private sealed class LineFit(long size) : ITrainingTask
    {
        public Predicate<long> FailsAt { get; init; } = _ => false;

        public IReadOnlyList<NamedParameter> Parameters { get; } =
        [new("line", new Parameter(zeros(size).DetachFromDisposeScope()))];

        public int Parts => 1;

        public string DataVersion => "ones";

        public void Start(long step, CancellationToken cancellationToken) { }

        public double Backward(long step, int part)
        {
            using var scope = NewDisposeScope();
            var loss = (Parameters[0].Value - 1).square().mean() * (FailsAt(step) ? double.NaN : 1);
            loss.backward();
            return loss.item<float>();
        }

        public string KeysOf(long step) => $"points {step}";

        public TrainingValidation Validate(long step) => new("", new Dictionary<string, double>());

        public void Dispose() => Parameters[0].Value.Dispose();
    }
}
