using System.Text.Json;
using LightningDrag.Files;
using LightningDrag.Models.Compact;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Training;
using LightningDrag.Training.Latent;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Commands;

/// <summary>What the command line says about a training run; null where it says nothing.</summary>
internal sealed record TrainingArguments(string Config)
{
    public string? Photos { get; init; }

    public string? Objects { get; init; }

    public IReadOnlyList<string> Data { get; init; } = [];

    public IReadOnlyList<string> ValidationData { get; init; } = [];

    public string? Base { get; init; }

    public string? Output { get; init; }

    public string? Init { get; init; }

    public long? Steps { get; init; }

    public int? Batch { get; init; }

    public int? Window { get; init; }

    public double? LearningRate { get; init; }

    public bool Resume { get; init; }

    /// <summary>Nothing is to be read or written: folders need not be said.</summary>
    public bool IsPlan { get; init; }
}

/// <summary>The options of a run: a named configuration or a JSON file, over which the command line wins.</summary>
internal static class TrainingConfiguration
{
    private const string Nowhere = "-";
    private const int LargestFile = 1 << 20;

    /// <summary>The configuration that only plans know.</summary>
    public const string Sdxl = "sdxl";

    private const int SdxlWindow = 1024;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>
    /// Options of the compact model, or of the published network where the configuration is "sd15" or a file with a
    /// "base".
    /// </summary>
    /// <exception cref="LightningDragException">The file is not there or not valid.</exception>
    /// <exception cref="UsageException">Something needed is said nowhere.</exception>
    public static TrainingLoopOptions Read(TrainingArguments arguments)
    {
        if (arguments.Config == CompactModel.Name)
            return Compact(arguments, null);
        if (arguments.Config == StableDiffusionModel.Name)
            return Latent(arguments, null);
        if (arguments.Config == Sdxl && arguments.IsPlan)
            return Latent(arguments with { Window = arguments.Window ?? SdxlWindow }, null);
        if (!File.Exists(arguments.Config) || new FileInfo(arguments.Config).Length > LargestFile)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The training configuration '{arguments.Config}' is not there or longer than 1 MiB; give "
                    + $"{CompactModel.Name}, {StableDiffusionModel.Name} or a JSON file."
            );
        }

        byte[] json = [];
        bool isLatent = false;
        try
        {
            json = TextFile.ToUtf8(File.ReadAllBytes(arguments.Config));
            using var document = JsonDocument.Parse(
                json,
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }
            );
            isLatent =
                document.RootElement.ValueKind == JsonValueKind.Object
                && document
                    .RootElement.EnumerateObject()
                    .Any(property =>
                        property.Name.Equals(nameof(LatentTrainingOptions.Base), StringComparison.OrdinalIgnoreCase)
                    );
            return isLatent
                ? Latent(arguments, JsonSerializer.Deserialize<LatentTrainingOptions>(json, Strict))
                : Compact(arguments, JsonSerializer.Deserialize<TrainingOptions>(json, Strict));
        }
        catch (JsonException error)
        {
            var options = isLatent ? typeof(LatentTrainingOptions) : typeof(TrainingOptions);
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The training configuration '{arguments.Config}' is not valid: "
                    + $"{JsonMistakes.Describe(error, json, Strict.GetTypeInfo(options))}.",
                error
            );
        }
    }

    private static TrainingOptions Compact(TrainingArguments arguments, TrainingOptions? file)
    {
        if (arguments.Base is not null)
            throw new UsageException("--base is for the published network: give --config sd15 too.");
        if (arguments.ValidationData.Count > 0)
            throw new UsageException(
                "--validation is for the published network; the compact model holds photographs back."
            );
        var options =
            file
            ?? new TrainingOptions
            {
                Photos = Needed(
                    arguments,
                    arguments.Photos,
                    "train needs --photos, the folder of photographs to learn from."
                ),
                Output = Needed(
                    arguments,
                    arguments.Output,
                    "train needs --output, the folder for checkpoints and weights."
                ),
                Encoder = Path.Combine(ModelLocator.Find(CompactModel.Name), CompactModel.EncoderFile),
            };
        return (TrainingOptions)Shared(options, arguments) with
        {
            Photos = arguments.Photos ?? options.Photos,
            Objects = arguments.Objects ?? options.Objects,
            RealPairs = arguments.Data.Count > 0 ? arguments.Data : options.RealPairs,
            InitialWeights = arguments.Init switch
            {
                null => options.InitialWeights
                    ?? Path.Combine(ModelLocator.Find(CompactModel.Name), CompactModel.DenoiserFile),
                "none" => null,
                { } weights => weights,
            },
            Window = arguments.Window ?? options.Window,
        };
    }

    private static LatentTrainingOptions Latent(TrainingArguments arguments, LatentTrainingOptions? file)
    {
        if ((arguments.Photos ?? arguments.Objects ?? arguments.Init) is not null)
            throw new UsageException(
                "--photos, --objects and --init are for the compact model; sd15 learns from --data and starts "
                    + "from --base."
            );
        var options =
            file
            ?? new LatentTrainingOptions
            {
                Data =
                    arguments.Data.Count > 0
                        ? arguments.Data
                        : [Needed(arguments, null, "train --config sd15 needs --data, a folder of supervision pairs.")],
                Output = Needed(
                    arguments,
                    arguments.Output,
                    "train needs --output, the folder for checkpoints and weights."
                ),
                Base = arguments.Base ?? (arguments.IsPlan ? Nowhere : ModelLocator.Find(StableDiffusionModel.Name)),
            };
        return (LatentTrainingOptions)Shared(options, arguments) with
        {
            Base = arguments.Base ?? options.Base,
            Data = arguments.Data.Count > 0 ? arguments.Data : options.Data,
            ValidationData = arguments.ValidationData.Count > 0 ? arguments.ValidationData : options.ValidationData,
            Window = arguments.Window ?? options.Window,
        };
    }

    /// <summary>What the command line says of any run, over what a file says.</summary>
    private static TrainingLoopOptions Shared(TrainingLoopOptions options, TrainingArguments arguments) =>
        options with
        {
            Output = arguments.Output ?? options.Output,
            Steps = arguments.Steps ?? options.Steps,
            Batch = arguments.Batch ?? options.Batch,
            LearningRate = arguments.LearningRate ?? options.LearningRate,
            Resume = arguments.Resume || options.Resume,
        };

    private static string Needed(TrainingArguments arguments, string? folder, string message) =>
        folder ?? (arguments.IsPlan ? Nowhere : throw new UsageException(message));
}
