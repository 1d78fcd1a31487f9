using LightningDrag.TestSupport;
using LightningDrag.Tools.RandomCheckpoint;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Latent;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Training.Tests.Latent;

/// <summary>A small base, eight rendered pairs, and options for a short run.</summary>
internal sealed class LatentFixture : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-latent-").FullName;

    /// <param name="size">The base's geometry; null: Stable Diffusion 1.5's blocks.</param>
    public LatentFixture(CheckpointSize? size = null)
    {
        SmallBase.Write(Base, size);
        RenderedPairs.Write(Data, count: 8);
        Pairs = PairLibrary.Open([Data]);
    }

    public string Base => Path.Combine(folder, "base");

    public string Data => Path.Combine(folder, "pairs");

    public PairLibrary Pairs { get; }

    public LatentTrainingOptions Options(string run, long steps) =>
        new()
        {
            Base = Base,
            Data = [Data],
            Output = Path.Combine(folder, run),
            Window = RenderedPairs.Side,
            PointWidth = 4,
            Batch = 8,
            Steps = steps,
            WarmupSteps = 20,
            LearningRate = 2e-3,
            EmaDecay = 0.95,
            CheckpointEvery = 1000,
            ValidateEvery = 1000,
            ValidationSamples = 32,
            Pictures = 1,
            PictureSteps = 4,
            ReportEvery = 1,
        };

    /// <summary>Trains in this process.</summary>
    public static void Run(
        LatentTrainingOptions options,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default
    ) => LatentTrainer.Run(options, progress, cancellationToken);

    /// <summary>The networks as they are before the first step, as part of a task.</summary>
    public LatentTask Task(LatentTrainingOptions options, LatentNetworks networks, IProcessGroup group) =>
        new(options, networks, Pairs, null, group, null);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
