using System.CommandLine;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Models.Compact;
using LightningDrag.Training;
using LightningDrag.Training.Latent;
using LightningDrag.Training.Motion;

namespace LightningDrag.Cli.Commands;

/// <summary><c>train</c>: trains the compact model's motion denoiser or the published network, resumably.</summary>
internal static class TrainCommand
{
    public const string Name = "train";

    /// <summary>
    /// After SIGTERM or Ctrl-C: a step of a large network and writing its state take minutes, and both must come to
    /// their end.
    /// </summary>
    public static readonly TimeSpan TimeToSave = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        var config = new Option<string>("--config")
        {
            Description = "compact, sd15, or a JSON file of training options (with a \"base\": those of sd15)",
            DefaultValueFactory = _ => CompactModel.Name,
            HelpName = "compact|sd15|FILE",
        };
        var photos = new Option<string?>("--photos")
        {
            Description = "compact: folder of photographs to make synthetic pairs from",
            HelpName = "FOLDER",
        };
        var objects = new Option<string?>("--objects")
        {
            Description =
                "compact: folder of pictures with true outlines (manifest.csv, images, masks or alphas), whose "
                + "things move as a whole",
            HelpName = "FOLDER",
        };
        var data = new Option<string[]>("--data")
        {
            Description = "Folder of real pairs; may be repeated",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => [],
        };
        var validation = new Option<string[]>("--validation")
        {
            Description = "sd15: folder of held-out pairs; may be repeated",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => [],
        };
        var baseFolder = new Option<string?>("--base")
        {
            Description =
                "sd15: folder of the base checkpoint, its autoencoder and image prompt [default: the downloaded sd15]",
            HelpName = "FOLDER",
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Run folder: checkpoints, log, best weights",
            HelpName = "FOLDER",
        };
        var init = new Option<string?>("--init")
        {
            Description = "compact: weights to start from, or 'none' [default: the shipped ones]",
            HelpName = "FILE|none",
        };
        var steps = new NumberOption<long?>("--steps") { Description = "Steps of the whole run", HelpName = "N" };
        var batch = new NumberOption<int?>("--batch")
        {
            Description = "Samples a step, over all processes",
            HelpName = "N",
        };
        var window = new NumberOption<int?>("--window")
        {
            Description = "Side of the training window in pixels",
            HelpName = "N",
        };
        var rate = new NumberOption<double?>("--learning-rate") { Description = "Peak learning rate", HelpName = "X" };
        var resume = new Option<bool>("--resume")
        {
            Description = "Go on from the newest checkpoint in the run folder",
        };
        var plan = new TrainingPlanOptions();
        var command = new Command(
            Name,
            "Train the compact model or sd15; stop it at any time and go on with --resume; start it with mpirun "
                + "or srun to use several processes"
        )
        {
            config,
            photos,
            objects,
            data,
            validation,
            baseFolder,
            output,
            init,
            steps,
            batch,
            window,
            rate,
            resume,
        };
        plan.AddTo(command);
        command.Run(
            (parse, terminal, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        var arguments = new TrainingArguments(parse.GetRequiredValue(config))
                        {
                            Photos = parse.GetValue(photos),
                            Objects = parse.GetValue(objects),
                            Data = parse.GetValue(data) ?? [],
                            ValidationData = parse.GetValue(validation) ?? [],
                            Base = parse.GetValue(baseFolder),
                            Output = parse.GetValue(output),
                            Init = parse.GetValue(init),
                            Steps = parse.GetValue(steps),
                            Batch = parse.GetValue(batch),
                            Window = parse.GetValue(window),
                            LearningRate = parse.GetValue(rate),
                            Resume = parse.GetValue(resume),
                            IsPlan = plan.IsWanted(parse),
                        };
                        var options = TrainingConfiguration.Read(arguments);
                        if (arguments.IsPlan)
                            plan.Print(parse, arguments.Config, options, terminal);
                        else
                            Run(options, terminal, cancellationToken);
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    private static void Run(TrainingLoopOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var lines = new Lines(terminal, options.Batch);
        var outcome = options switch
        {
            LatentTrainingOptions latent => LatentTrainer.Run(latent, lines, cancellationToken),
            _ => MotionTrainer.Run((TrainingOptions)options, lines, cancellationToken),
        };
        if (outcome.Rank != 0)
            return;
        string model =
            options is LatentTrainingOptions ? Path.Combine(options.Output, LatentTrainer.ModelFolder) : options.Output;
        terminal.WriteLine(
            outcome.IsFinished
                ? $"Finished; --model {Path.GetFullPath(model)} edits with the best weights."
                : $"Stopped; the state is in {options.Output}. Go on with --resume."
        );
        terminal.WriteJson(new TrainReport(options.Output, outcome.IsFinished), HeavyReportJson.Default.TrainReport);
    }

    /// <summary>One line a report, with rate and time left.</summary>
    private sealed class Lines(Terminal terminal, int batch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            terminal.WriteLine(
                value.Validation is { } validation
                    ? string.Create(CultureInfo.InvariantCulture, $"step {value.Step}: {validation}")
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"step {value.Step}/{value.Steps}  loss {value.Loss:0.0000}  "
                            + $"{value.SamplesPerSecond:0.#} samples/s  {Duration.Of(value.Remaining(batch))} left"
                    )
            );
    }
}
