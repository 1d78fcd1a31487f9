using System.Globalization;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Training;

/// <summary>
/// The whole state of a run in one safetensors file: weights, averaged weights, moments, step. Data and noise need no
/// state: every sample follows from the seed and its number. Files are written whole or not at all; the last two are
/// kept.
/// </summary>
internal sealed class TrainingCheckpoint(string folder)
{
    /// <summary>Names of the files.</summary>
    public const string Pattern = "checkpoint-*.safetensors";

    private const int Kept = 2;
    private const string StepKey = "step";
    private const string AdamKey = "adam_steps";

    /// <summary>Saves the state after <paramref name="step"/> steps.</summary>
    public void Save(
        long step,
        IReadOnlyList<NamedParameter> parameters,
        ExponentialMovingAverage average,
        AdamWOptimizer optimizer
    )
    {
        Directory.CreateDirectory(folder);
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var (name, parameter) in parameters)
            tensors["model." + name] = parameter.detach();
        foreach (var (name, tensor) in average.Average)
            tensors["ema." + name] = tensor;
        foreach (var (name, first, second) in optimizer.Moments())
        {
            tensors["first." + name] = first;
            tensors["second." + name] = second;
        }

        SafetensorsWriter.Write(
            PathOf(step),
            tensors,
            new Dictionary<string, string>
            {
                [StepKey] = step.ToString(CultureInfo.InvariantCulture),
                [AdamKey] = optimizer.StepsTaken.ToString(CultureInfo.InvariantCulture),
            }
        );
        foreach (var old in Existing().SkipLast(Kept))
            File.Delete(old.Path);
    }

    /// <summary>Restores the newest state; returns the number of steps it had taken, 0 where there is none.</summary>
    /// <exception cref="LightningDragException">The newest file does not fit the parameters.</exception>
    public long Restore(
        IReadOnlyList<NamedParameter> parameters,
        ExponentialMovingAverage average,
        AdamWOptimizer optimizer
    )
    {
        var newest = Existing().LastOrDefault();
        if (newest.Path is null)
            return 0;
        using var file = SafetensorsFile.Open(newest.Path);
        using var _ = no_grad();
        foreach (var (name, parameter) in parameters)
            Copy("model." + name, parameter);
        foreach (var (name, tensor) in average.Average)
            Copy("ema." + name, tensor);
        optimizer.Restore(
            long.Parse(file.Metadata[AdamKey], CultureInfo.InvariantCulture),
            name => (file.Read("first." + name), file.Read("second." + name))
        );
        return long.Parse(file.Metadata[StepKey], CultureInfo.InvariantCulture);

        void Copy(string name, Tensor destination)
        {
            using var saved = file.Read(name);
            destination.copy_(saved);
        }
    }

    private string PathOf(long step) => Path.Combine(folder, $"checkpoint-{step:d9}.safetensors");

    private IEnumerable<(string Path, long Step)> Existing() =>
        !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateFiles(folder, Pattern)
                .Select(path =>
                    (
                        path,
                        long.TryParse(
                            Path.GetFileNameWithoutExtension(path)["checkpoint-".Length..],
                            CultureInfo.InvariantCulture,
                            out long step
                        )
                            ? step
                            : -1
                    )
                )
                .Where(file => file.Item2 >= 0)
                .OrderBy(file => file.Item2);
}
