using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Runtime;
using LightningDrag.Training.Synthetic;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Training.Latent;

/// <summary>Loads what is frozen from the base's folder and gives what is trained its first values.</summary>
internal sealed class LatentNetworkLoader
{
    private const ulong InitialValuesStream = 4;

    private readonly LatentTrainingOptions options;
    private readonly PublishedParts parts;
    private readonly Placement frozen;
    private readonly Placement trained;

    private LatentNetworkLoader(LatentTrainingOptions options)
    {
        this.options = options;
        var device = options.Device == ComputeDevice.Cuda ? CUDA : CPU;
        trained = new Placement(device, ScalarType.Float32);
        frozen = trained with
        {
            Type = options.FrozenPrecision == ComputePrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32,
        };
        parts = new PublishedParts(
            PublishedModel.In(options.Base),
            options.Base,
            options.FromPublished ? null : options.PointWidth
        );
    }

    /// <summary>Loads everything.</summary>
    /// <exception cref="LightningDragException">A file is missing, damaged or belongs to another network.</exception>
    public static LatentNetworks Load(LatentTrainingOptions options) => new LatentNetworkLoader(options).Load();

    /// <summary>
    /// First values of what no file has. The point embedding's kernels are uniform in ±1/√fan-in (He et al. 2015, as
    /// PyTorch has it); the projections start at zero, so that the first step sees the base as it is (Zhang et al.,
    /// ControlNet, ICCV 2023).
    /// </summary>
    /// <param name="points">The point embedding.</param>
    /// <param name="processors">The layers that take it in; those of image tokens stay as they are.</param>
    /// <param name="seed">Decides the kernels.</param>
    public static void Initialise(PointEmbedding points, DragProcessors processors, ulong seed)
    {
        using var _ = no_grad();
        using var generator = new Generator(CounterRandom.Derive(seed, InitialValuesStream));
        foreach (var kernel in NamedParameter.Of(points))
            InitialValues.Draw(kernel.Value, InitialValues.BoundOf(kernel.Value), generator);

        foreach (var parameter in NamedParameter.Of(processors).Where(p => DragProcessors.IsPoints(p.Name)))
        {
            parameter.Value.fill_(parameter.Name.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 : 0);
        }
    }

    private LatentNetworks Load()
    {
        var denoiser = Loaded(parts.Denoiser.Make(frozen), parts.Denoiser.Open());
        var (text, added) = Text(denoiser.Config);
        AppearanceUNet appearance;
        PointEmbedding points;
        DragProcessors processors;
        if (options.FromPublished)
        {
            appearance = Loaded(parts.Appearance.Make(trained), parts.Appearance.Open());
            points = Loaded(parts.Points.Make(trained), parts.Points.Open());
            processors = Loaded(parts.Processors.Make(trained), parts.Processors.Open());
        }
        else
        {
            (appearance, points, processors) = (
                parts.Appearance.Make(trained),
                parts.Points.Make(trained),
                parts.Processors.Make(trained)
            );
            using (var weights = parts.Denoiser.Open())
                TakeFrom(weights, appearance);
            Initialise(points, processors, options.Seed);
            using var images = parts.Open("image prompt").Under("ip_adapter.");
            using var _ = no_grad();
            foreach (
                var (name, tensor) in processors.state_dict().Where(tensor => !DragProcessors.IsPoints(tensor.Key))
            )
                images.CopyTo(name, tensor);
        }

        return new LatentNetworks
        {
            Denoiser = denoiser,
            Processors = processors,
            Appearance = appearance,
            Points = points,
            Codec = Loaded(parts.Vae.Make(frozen), parts.Vae.Open()),
            Vision = Loaded(parts.Vision.Make(frozen), parts.Vision.Open()),
            ImageProjection = Loaded(parts.ImageProjection.Make(frozen), parts.ImageProjection.Open()),
            Text = text,
            Added = added,
            Schedule = SchedulerConfig.Read(parts.PathOf("scheduler")),
        };
    }

    /// <summary>
    /// The appearance encoder begins as the base's U-Net; of an inpainting one's first kernel it takes the latent's
    /// channels.
    /// </summary>
    private static void TakeFrom(IWeightSource weights, AppearanceUNet appearance)
    {
        using var _ = no_grad();
        foreach (var (name, tensor) in appearance.state_dict())
        {
            using var saved = weights.Read(name);
            using var fitting = name == "conv_in.weight" ? saved.narrow(1, 0, tensor.shape[1]) : saved.alias();
            tensor.copy_(fitting);
        }
    }

    /// <summary>The empty prompt; for a base of two text encoders (SDXL) both of them, and what is pooled.</summary>
    private (Tensor Text, AddedCondition? Added) Text(UNetConfig config)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(parts.PathOf("text encoder config")))!;
        var first = Loaded(parts.Text.Make(frozen), parts.Text.Open());
        if (config.AddedWidth == 0)
        {
            using (first)
            using (var encoding = first.Encode(Ids("tokenizer")))
                return (encoding.Last.clone().DetachFromDisposeScope(), null);
        }

        var second = new ClipTextEncoder(
            frozen,
            ClipTextConfig.Read(Path.Combine(folder, "text_encoder_2", "config.json"))
        );
        using var both = new TextEncoderPair(first, second);
        string[] names = ["model.fp16.safetensors", "model.safetensors", "pytorch_model.bin"];
        string[] files = [.. names.Select(name => Path.Combine(folder, "text_encoder_2", name))];
        Loaded(second, WeightLoader.Open(Array.Find(files, File.Exists) ?? files[1]).WithoutPositionIds());
        var (tokens, pooled) = both.Encode(Ids("tokenizer"), Ids("tokenizer_2"));
        var added = TextEncoderPair.Condition(pooled, options.Window, options.Window);
        return (
            tokens.DetachFromDisposeScope(),
            added with
            {
                PooledText = added.PooledText.DetachFromDisposeScope(),
                TimeIds = added.TimeIds.DetachFromDisposeScope(),
            }
        );

        Tensor Ids(string tokenizer) =>
            tensor(ClipTokenizer.Load(Path.Combine(folder, tokenizer)).Encode(string.Empty), device: frozen.Device)
                .unsqueeze(0);
    }

    private static T Loaded<T>(T network, IWeightSource weights)
        where T : nn.Module
    {
        using (weights)
            WeightLoader.Load(network, weights);
        network.eval();
        return network;
    }
}
