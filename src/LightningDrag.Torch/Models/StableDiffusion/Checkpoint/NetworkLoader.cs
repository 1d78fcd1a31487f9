using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using LightningDrag.Weights.Lora;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Checkpoint;

/// <summary>
/// Loads the networks from a folder of published files, one after the other, each tensor straight into its place:
/// beside the networks there is never more than one tensor in memory. The text encoder is needed for one prompt and
/// then let go.
/// </summary>
internal sealed class NetworkLoader
{
    private readonly PublishedParts parts;
    private readonly Placement placement;

    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: files are missing; the message
    /// names them and the command that fetches them.</exception>
    public NetworkLoader(string folder, Placement placement)
    {
        this.placement = placement;
        var files =
            PublishedModel.Of(folder)
            ?? throw new LightningDragException(
                ErrorCode.MissingWeights,
                $"'{folder}' does not hold the published LightningDrag network: run 'lightningdrag models "
                    + $"download {PublishedModel.Sd15Name}'."
            );
        files.RequireIn(folder);
        parts = new PublishedParts(files, folder);
    }

    /// <summary>Loads everything.</summary>
    /// <param name="options">Sampler (LCM fuses its LoRA), prompt, autoencoder.</param>
    /// <param name="cancellationToken">Stops between two networks.</param>
    public StableDiffusionNetworks Load(StableDiffusionOptions options, CancellationToken cancellationToken)
    {
        var owned = new Stack<IDisposable>();
        try
        {
            var schedule = SchedulerConfig.Read(parts.PathOf("scheduler"));
            var (prompt, empty) = Texts(options.Prompt);
            using (prompt)
            using (empty)
            {
                var denoiser = Load(parts.Denoiser.Make(placement), DenoiserWeights(options.Sampler));
                var appearance = LoadPart(parts.Appearance);
                var processors = Load(
                    new DragProcessors(
                        placement,
                        denoiser.Sites,
                        parts.PointWidth,
                        denoiser.Config.CrossAttentionWidth
                    ),
                    parts.Processors.Open()
                );
                var points = LoadPart(parts.Points);
                var vision = LoadPart(parts.Vision);
                using var projectionWeights = parts.ImageProjection.Open();
                var projection = ImageProjection.Load(placement, projectionWeights);
                owned.Push(projection);
                var codec = Codec(options);
                using var inference = inference_mode();
                return new StableDiffusionNetworks
                {
                    Placement = placement,
                    Denoiser = denoiser,
                    Processors = processors,
                    Appearance = appearance,
                    Points = points,
                    Codec = codec,
                    Vision = vision,
                    ImageProjection = projection,
                    DenoiserText = Kept(denoiser.RememberText(prompt)),
                    AppearanceText = Kept(appearance.RememberText(empty)),
                    Schedule = schedule,
                };
            }
        }
        catch
        {
            while (owned.TryPop(out var network))
                network.Dispose();
            throw;
        }

        T LoadPart<T>(ModelPart<T> part)
            where T : nn.Module => Load(part.Make(placement), part.Open());

        T Load<T>(T network, IWeightSource weights)
            where T : nn.Module
        {
            owned.Push(network);
            using (weights)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WeightLoader.Load(network, weights);
            }

            network.eval();
            return network;
        }

        ILatentCodec Codec(StableDiffusionOptions chosen)
        {
            ILatentCodec codec;
            if (chosen.TinyVae is { } tiny)
                owned.Push(codec = TinyAutoencoder.Load(placement, tiny));
            else
                codec = LoadPart(parts.Vae);
            return new TiledCodec(codec, new TileOptions());
        }

        (Tensor Prompt, Tensor Empty) Texts(string text)
        {
            using var encoder = LoadPart(parts.Text);
            owned.Pop();
            var tokenizer = ClipTokenizer.Load(Path.GetDirectoryName(parts.PathOf("vocabulary"))!);
            using var inference = inference_mode();
            return (Encode(text), Encode(string.Empty));

            Tensor Encode(string words)
            {
                using var ids = tensor(tokenizer.Encode(words), device: placement.Device).unsqueeze(0);
                using var encoding = encoder.Encode(ids);
                return encoding.Last.alias().DetachFromDisposeScope(); // [1, 77, width]
            }
        }
    }

    private static IReadOnlyList<BlockMemory> Kept(IReadOnlyList<BlockMemory> memories)
    {
        foreach (var memory in memories)
        {
            memory.Text.Keys?.DetachFromDisposeScope();
            memory.Text.Values?.DetachFromDisposeScope();
        }

        return memories;
    }

    private IWeightSource DenoiserWeights(SamplerKind sampler) =>
        sampler == SamplerKind.Lcm ? new LoraWeights(parts.Denoiser.Open(), parts.Open("lcm")) : parts.Denoiser.Open();
}
