using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LightningDrag.Imaging;

namespace LightningDrag.Training;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Moving mean of the loss.</param>
/// <param name="SamplesPerSecond">Since the last report.</param>
/// <param name="Validation">Metrics in words, when this report carries any.</param>
public sealed record TrainingProgress(long Step, long Steps, double Loss, double SamplesPerSecond, string? Validation)
{
    /// <summary>Time until the last step at the present rate, given the batch.</summary>
    public TimeSpan Remaining(int batch) =>
        SamplesPerSecond > 0 ? TimeSpan.FromSeconds((Steps - Step) * batch / SamplesPerSecond) : TimeSpan.MaxValue;
}

/// <summary>
/// Writes what a run was made from (<c>options.json</c>, which serves as a configuration again, and <c>run.json</c>), a
/// line of JSON per report (<c>log.jsonl</c>), TensorBoard's events and pictures; tells whoever watches.
/// </summary>
internal sealed class TrainingLog : IDisposable
{
    public const string FinishedMark = "finished";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };
    private readonly StreamWriter lines;
    private readonly TensorBoardEvents events;
    private readonly TrainingLoopOptions options;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private double smoothed = double.NaN;
    private long samples;
    private long skippedSteps;

    /// <param name="options">The run's.</param>
    /// <param name="start">Steps taken before; later lines of an interrupted run are dropped, for they will be written
    /// again.</param>
    /// <param name="dataVersion">What the run learns from.</param>
    /// <param name="progress">Who watches.</param>
    public TrainingLog(
        TrainingLoopOptions options,
        long start,
        string dataVersion,
        IProgress<TrainingProgress>? progress
    )
    {
        (this.options, this.progress) = (options, progress);
        try
        {
            Directory.CreateDirectory(options.Output);
            File.WriteAllText(
                Path.Combine(options.Output, "options.json"),
                JsonSerializer.Serialize(options, options.GetType(), Indented)
            );
            string? code = typeof(TrainingLog)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion;
            File.WriteAllText(
                Path.Combine(options.Output, RunFolder.Sign),
                JsonSerializer.Serialize(new { code, data = dataVersion }, Indented)
            );
            string file = Path.Combine(options.Output, "log.jsonl");
            string[] kept =
                start > 0 && File.Exists(file) ? [.. File.ReadLines(file).Where(line => StepOf(line) <= start)] : [];
            File.WriteAllLines(file, kept);
            lines = new StreamWriter(file, append: true) { AutoFlush = true };
            events = new TensorBoardEvents(Path.Combine(options.Output, "events"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    /// <summary>Takes note of one step; reports every so often.</summary>
    public void Step(long step, double loss, double gradientNorm, double learningRate, bool skipped)
    {
        if (skipped)
            skippedSteps++;
        else
            smoothed = double.IsNaN(smoothed) ? loss : smoothed + ((loss - smoothed) * 0.02);
        samples += options.Batch;
        if ((step + 1) % options.ReportEvery != 0)
            return;
        double rate = samples / clock.Elapsed.TotalSeconds;
        samples = 0;
        clock.Restart();
        Write(
            step + 1,
            new()
            {
                ["loss"] = Number(loss),
                ["smoothed"] = Number(smoothed),
                ["gradientNorm"] = Number(gradientNorm),
                ["learningRate"] = learningRate,
                ["samplesPerSecond"] = rate,
                ["skippedSteps"] = (double)skippedSteps,
                ["time"] = DateTimeOffset.UtcNow,
            }
        );
        progress?.Report(new TrainingProgress(step + 1, options.Steps, smoothed, rate, null));
    }

    /// <summary>Reports held-out metrics and pictures.</summary>
    public void Validation(long step, TrainingValidation validation)
    {
        Write(
            step,
            new JsonObject(
                validation.Figures.Select(figure => KeyValuePair.Create(figure.Key, (JsonNode?)Number(figure.Value)))
            )
        );
        if (validation.Pictures is { } pictures)
        {
            Guarded(() =>
            {
                string folder = Directory.CreateDirectory(Path.Combine(options.Output, "pictures")).FullName;
                File.WriteAllBytes(
                    Path.Combine(folder, $"step-{step:d9}.png"),
                    ImageWriter.Encode(pictures, ImageFormat.Png)
                );
                events.Picture(step, pictures);
            });
        }

        progress?.Report(new TrainingProgress(step, options.Steps, smoothed, 0, validation.Words));
        clock.Restart();
        samples = 0;
    }

    /// <summary>Leaves a mark for scripts: nothing is left to do.</summary>
    public void Finished() =>
        Guarded(() => File.WriteAllText(Path.Combine(options.Output, FinishedMark), string.Empty));

    /// <inheritdoc/>
    public void Dispose() => lines.Dispose();

    private void Write(long step, JsonObject values) =>
        Guarded(() =>
        {
            foreach (var (name, value) in values)
            {
                if (value?.GetValueKind() == JsonValueKind.Number)
                    events.Scalar(name, step, value.GetValue<double>());
            }

            lines.WriteLine(
                new JsonObject([
                    KeyValuePair.Create<string, JsonNode?>("step", step),
                    .. values.ToArray().Select(v => KeyValuePair.Create(v.Key, v.Value?.DeepClone())),
                ]).ToJsonString()
            );
        });

    /// <summary>JSON has no infinities.</summary>
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static long StepOf(string line)
    {
        try
        {
            return JsonNode.Parse(line)?["step"]?.GetValue<long>() ?? long.MaxValue;
        }
        catch (JsonException)
        {
            return long.MaxValue; // cut off when the run was killed
        }
    }

    private void Guarded(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }
    }

    private LightningDragException Unwritable(Exception error) =>
        new(
            ErrorCode.Unsupported,
            $"The run folder '{options.Output}' cannot be written ({error.Message}): make room on the disk or "
                + $"use another one; what was saved there before is untouched.",
            error
        );
}
