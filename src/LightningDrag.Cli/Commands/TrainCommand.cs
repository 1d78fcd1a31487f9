using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LightningDrag.Cli.Output;
using LightningDrag.Models.Compact;
using LightningDrag.Training;
using LightningDrag.Training.Motion;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Commands;

/// <summary><c>train</c>: trains the compact model's motion denoiser, resumably.</summary>
internal static class TrainCommand
{
    private const int LargestConfiguration = 1 << 20;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static Command Create()
    {
        var config = new Option<string>("--config") { Description = "compact, or a JSON file of training options", DefaultValueFactory = _ => CompactModel.Name, HelpName = "compact|FILE" };
        var photos = new Option<string?>("--photos") { Description = "Folder of photographs to make synthetic pairs from", HelpName = "FOLDER" };
        var data = new Option<string[]>("--data") { Description = "Folder of real pairs; may be repeated", HelpName = "FOLDER", DefaultValueFactory = _ => [] };
        var output = new Option<string?>("--output", "-o") { Description = "Run folder: checkpoints, log, best weights", HelpName = "FOLDER" };
        var init = new Option<string?>("--init") { Description = "Weights to start from, or 'none' [default: the shipped ones]", HelpName = "FILE|none" };
        var steps = new Option<long?>("--steps") { Description = "Steps of the whole run", HelpName = "N" };
        var batch = new Option<int?>("--batch") { Description = "Samples a step", HelpName = "N" };
        var window = new Option<int?>("--window") { Description = "Side of the training window in pixels", HelpName = "N" };
        var rate = new Option<double?>("--learning-rate") { Description = "Peak learning rate", HelpName = "X" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest checkpoint in the run folder" };
        var command = new Command("train", "Train the compact model; stop it at any time and go on with --resume")
        {
            config, photos, data, output, init, steps, batch, window, rate, resume,
        };
        command.Run((parse, terminal, cancellationToken) => Task.Run(
            () =>
            {
                var options = Read(parse.GetRequiredValue(config), parse.GetValue(photos), parse.GetValue(output));
                options = options with
                {
                    RealPairs = parse.GetValue(data) is { Length: > 0 } folders ? folders : options.RealPairs,
                    InitialWeights = parse.GetValue(init) switch
                    {
                        null => options.InitialWeights ?? Path.Combine(ModelLocator.Find(CompactModel.Name), CompactModel.DenoiserFile),
                        "none" => null,
                        { } file => file,
                    },
                    Steps = parse.GetValue(steps) ?? options.Steps,
                    Batch = parse.GetValue(batch) ?? options.Batch,
                    Window = parse.GetValue(window) ?? options.Window,
                    LearningRate = parse.GetValue(rate) ?? options.LearningRate,
                    Resume = parse.GetValue(resume) || options.Resume,
                };
                MotionTrainer.Run(options, new Lines(terminal, options.Batch), cancellationToken);
                terminal.WriteLine(cancellationToken.IsCancellationRequested
                    ? $"Stopped; the state is in {options.Output}. Go on with --resume."
                    : $"Finished; the best weights are {Path.Combine(options.Output, CompactModel.DenoiserFile)}.");
                terminal.WriteJson(new TrainReport(options.Output, !cancellationToken.IsCancellationRequested), ReportJson.Default.TrainReport);
            },
            CancellationToken.None));
        return command;
    }

    /// <summary>The options of a configuration; the command line's folders win over what a file says.</summary>
    private static TrainingOptions Read(string config, string? photos, string? output)
    {
        string encoder = Path.Combine(ModelLocator.Find(CompactModel.Name), CompactModel.EncoderFile);
        if (config == CompactModel.Name)
        {
            return new TrainingOptions
            {
                Photos = photos ?? throw new UsageException("train needs --photos, the folder of photographs to learn from."),
                Output = output ?? throw new UsageException("train needs --output, the folder for checkpoints and weights."),
                Encoder = encoder,
            };
        }

        try
        {
            if (!File.Exists(config) || new FileInfo(config).Length > LargestConfiguration)
            {
                throw new LightningDragException(ErrorCode.InvalidFile, $"The training configuration '{config}' is not there or longer than 1 MiB; give compact or a JSON file.");
            }

            var options = JsonSerializer.Deserialize<TrainingOptions>(File.ReadAllBytes(config), Strict)!;
            return options with { Photos = photos ?? options.Photos, Output = output ?? options.Output };
        }
        catch (JsonException error)
        {
            throw new LightningDragException(ErrorCode.InvalidFile, $"The training configuration '{config}' is not valid: {error.Message}", error);
        }
    }

    /// <summary>One line a report, with rate and time left.</summary>
    private sealed class Lines(Terminal terminal, int batch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => terminal.WriteLine(value.Validation is { } validation
            ? string.Create(CultureInfo.InvariantCulture, $"step {value.Step}: {validation}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"step {value.Step}/{value.Steps}  loss {value.Loss:0.0000}  {value.SamplesPerSecond:0} samples/s  {value.Remaining(batch):hh\\:mm\\:ss} left"));
    }
}
