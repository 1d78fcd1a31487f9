using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Appearance;
using LightningDrag.Models.StableDiffusion.Attention;
using LightningDrag.Models.StableDiffusion.Points;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using LightningDrag.Weights.Lora;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Checkpoint;

/// <summary>
/// Loads the networks from a folder of published files, one after the other, each tensor straight into its place: beside the networks there is never more
/// than one tensor in memory. The text encoder is needed for one prompt and then let go.
/// </summary>
internal sealed class NetworkLoader
{
    private readonly string folder;
    private readonly PublishedModel files;
    private readonly Placement placement;

    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: files are missing; the message names them and the command that fetches them.</exception>
    public NetworkLoader(string folder, Placement placement)
    {
        (this.folder, this.placement) = (folder, placement);
        files = PublishedModel.Of(folder)
            ?? throw new LightningDragException(ErrorCode.MissingWeights, $"'{folder}' does not hold the published LightningDrag network: run 'lightningdrag models download {PublishedModel.Sd15Name}'.");
        files.RequireIn(folder);
    }

    /// <summary>Loads everything.</summary>
    /// <param name="options">Sampler (LCM fuses its LoRA), prompt, autoencoder.</param>
    /// <param name="cancellationToken">Stops between two networks.</param>
    public StableDiffusionNetworks Load(StableDiffusionOptions options, CancellationToken cancellationToken)
    {
        var owned = new Stack<IDisposable>();
        try
        {
            var config = UNetConfig.Read(PathOf("unet config"));
            int pointWidth = PublishedParts.PointWidth(Open("point embedding"));
            var schedule = SchedulerConfig.Read(PathOf("scheduler"));
            var (prompt, empty) = Texts(options.Prompt);
            using (prompt)
            using (empty)
            {
                var denoiser = Load(new DenoisingUNet(placement, config), DenoiserWeights(options.Sampler));
                var appearance = Load(new AppearanceUNet(placement, config), Open("appearance encoder"));
                var processors = Load(
                    new DragProcessors(placement, denoiser.Sites, pointWidth, config.CrossAttentionWidth), Open("attention").JoinedWith(Open("image prompt").Under("ip_adapter.")));
                var points = Load(new PointEmbedding(placement, pointWidth), Open("point embedding"));
                var vision = Load(new ClipVisionEncoder(placement, ClipVisionConfig.Read(PathOf("image encoder config"))), Open("image encoder").WithoutPositionIds());
                using var projectionWeights = Open("image prompt").Under("image_proj.");
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
            while (owned.TryPop(out var network)) network.Dispose();
            throw;
        }

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
            if (chosen.TinyVae is { } tiny) owned.Push(codec = TinyAutoencoder.Load(placement, tiny));
            else codec = Load(new AutoencoderKL(placement, VaeConfig.Read(PathOf("vae config"))), Open("vae").WithPresentAttentions());
            return new TiledCodec(codec, new TileOptions());
        }

        (Tensor Prompt, Tensor Empty) Texts(string text)
        {
            using var encoder = Load(new ClipTextEncoder(placement, ClipTextConfig.Read(PathOf("text encoder config"))), Open("text encoder").WithoutPositionIds());
            owned.Pop();
            var tokenizer = ClipTokenizer.Load(Path.GetDirectoryName(PathOf("vocabulary"))!);
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
        sampler == SamplerKind.Lcm ? new LoraWeights(Open("unet"), Open("lcm")) : Open("unet");

    private IWeightSource Open(string part) => WeightSource.Open(PathOf(part));

    private string PathOf(string part) => files.PathOf(part, folder);
}
