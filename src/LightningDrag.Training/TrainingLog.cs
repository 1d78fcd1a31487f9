using System.Diagnostics;
using System.Text.Json;
using LightningDrag.Training.Motion;

namespace LightningDrag.Training;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Moving mean of the flow loss.</param>
/// <param name="SamplesPerSecond">Since the last report.</param>
/// <param name="Validation">Metrics in words, when this report carries any.</param>
public sealed record TrainingProgress(long Step, long Steps, double Loss, double SamplesPerSecond, string? Validation)
{
    /// <summary>Time until the last step at the present rate, given the batch.</summary>
    public TimeSpan Remaining(int batch) =>
        SamplesPerSecond > 0 ? TimeSpan.FromSeconds((Steps - Step) * batch / SamplesPerSecond) : TimeSpan.MaxValue;
}

/// <summary>Writes the run's configuration and one JSON line per report; tells whoever watches.</summary>
internal sealed class TrainingLog : IDisposable
{
    private const int ReportEvery = 50;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly StreamWriter lines;
    private readonly TrainingOptions options;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private double smoothed = double.NaN;
    private long samples;
    private double rate;

    public TrainingLog(TrainingOptions options, IProgress<TrainingProgress>? progress)
    {
        (this.options, this.progress) = (options, progress);
        Directory.CreateDirectory(options.Output);
        File.WriteAllText(Path.Combine(options.Output, "options.json"), JsonSerializer.Serialize(options, Indented));
        lines = new StreamWriter(Path.Combine(options.Output, "log.jsonl"), append: options.Resume) { AutoFlush = true };
    }

    /// <summary>Takes note of one step; reports every so often.</summary>
    public void Step(long step, double loss, double learningRate, int batch)
    {
        if (double.IsFinite(loss)) smoothed = double.IsNaN(smoothed) ? loss : smoothed + ((loss - smoothed) * 0.02);
        samples += batch;
        if ((step + 1) % ReportEvery != 0) return;
        rate = samples / clock.Elapsed.TotalSeconds;
        samples = 0;
        clock.Restart();
        lines.WriteLine(JsonSerializer.Serialize(new { step = step + 1, loss, smoothed, learningRate, samplesPerSecond = rate, time = DateTimeOffset.UtcNow }, JsonSerializerOptions.Web));
        progress?.Report(new TrainingProgress(step + 1, options.Steps, smoothed, rate, null));
    }

    /// <summary>Reports held-out metrics.</summary>
    public void Validation(long step, MotionMetrics metrics)
    {
        lines.WriteLine(JsonSerializer.Serialize(new { step, metrics.EndPointError, metrics.ShepardError, metrics.ZeroError, metrics.Ratio, metrics.VisibilityIou }, JsonSerializerOptions.Web));
        progress?.Report(new TrainingProgress(step, options.Steps, smoothed, rate, metrics.ToString()));
    }

    /// <inheritdoc/>
    public void Dispose() => lines.Dispose();
}
