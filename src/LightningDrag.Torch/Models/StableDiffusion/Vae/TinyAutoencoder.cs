using LightningDrag.Models.Layers;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// TAESD, a small autoencoder distilled from Stable Diffusion's (O. B. Bohan 2023, github.com/madebyollin/taesd): no
/// normalisation, no attention, a fraction of the time, and blurrier details. Deterministic: every sample is the mean.
/// Names of the tensors as in the library diffusers.
/// </summary>
internal sealed class TinyAutoencoder : nn.Module, ILatentCodec
{
    /// <summary>Latents beyond ± three times this are bent back before decoding: x → 3·tanh(x/3).</summary>
    private const double Magnitude = 3;

    private static readonly string[] Endings = [".safetensors", ".fp16.safetensors", ".bin", ".pth"];

    private readonly TinyVaeConfig config;
    private readonly TinyHalf encoder;
    private readonly TinyHalf decoder;

    public TinyAutoencoder(Placement placement, TinyVaeConfig config)
        : base(nameof(TinyAutoencoder))
    {
        this.config = config;
        encoder = new TinyHalf([.. EncoderLayers(placement, config)]);
        decoder = new TinyHalf([.. DecoderLayers(placement, config)]);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public int Downscale => config.Downscale;

    /// <inheritdoc/>
    public int LatentChannels => config.LatentChannels;

    /// <summary>
    /// Loads a folder: <c>config.json</c> and <c>diffusion_pytorch_model</c> as in the library diffusers, or
    /// <c>taesd_encoder</c> and <c>taesd_decoder</c> as first published; safetensors, else torch archives.
    /// </summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: neither is there;
    /// <see cref="ErrorCode.InvalidFile"/>: a file is not sound.</exception>
    public static TinyAutoencoder Load(Placement placement, string folder)
    {
        string settings = Path.Combine(folder, "config.json");
        var module = new TinyAutoencoder(
            placement,
            File.Exists(settings) ? TinyVaeConfig.Read(settings) : new TinyVaeConfig()
        );
        try
        {
            using IWeightSource weights = Open(folder);
            WeightLoader.Load(module, weights);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public LatentDistribution Encode(Tensor image)
    {
        using var scope = NewDisposeScope();
        return new LatentDistribution(encoder.forward((image + 1) / 2), logVariance: null, config.ScalingFactor);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        Tensor bounded = (latents / (config.ScalingFactor * Magnitude)).tanh_().mul_(Magnitude);
        return decoder.forward(bounded).mul_(2).sub_(1).MoveToOuterDisposeScope();
    }

    private static IEnumerable<nn.Module<Tensor, Tensor>> EncoderLayers(Placement placement, TinyVaeConfig config)
    {
        for (int level = 0; level < config.EncoderBlocks.Count; level++)
        {
            yield return level == 0
                ? new Conv2d(placement, inputs: 3, config.Width, kernel: 3, padding: 1)
                : new Conv2d(placement, config.Width, config.Width, kernel: 3, stride: 2, padding: 1, bias: false);
            for (int i = 0; i < config.EncoderBlocks[level]; i++)
                yield return new TinyBlock(placement, config.Width);
        }

        yield return new Conv2d(placement, config.Width, config.LatentChannels, kernel: 3, padding: 1);
    }

    private static IEnumerable<nn.Module<Tensor, Tensor>> DecoderLayers(Placement placement, TinyVaeConfig config)
    {
        yield return new Conv2d(placement, config.LatentChannels, config.Width, kernel: 3, padding: 1);
        yield return new TinyRectifier();
        for (int level = 0; level < config.DecoderBlocks.Count; level++)
        {
            for (int i = 0; i < config.DecoderBlocks[level]; i++)
                yield return new TinyBlock(placement, config.Width);
            bool last = level == config.DecoderBlocks.Count - 1;
            if (!last)
                yield return new TinyUpsampling();
            yield return new Conv2d(
                placement,
                config.Width,
                last ? 3 : config.Width,
                kernel: 3,
                padding: 1,
                bias: last
            );
        }
    }

    private static IWeightSource Open(string folder)
    {
        if (Find(folder, "diffusion_pytorch_model") is { } whole)
            return WeightSource.Open(whole);
        if (Find(folder, "taesd_encoder") is { } encoder && Find(folder, "taesd_decoder") is { } decoder)
        {
            return WeightSource
                .Open(encoder)
                .WithPrefix("encoder.layers.")
                .JoinedWith(WeightSource.Open(decoder).Renamed(DecoderName));
        }

        throw new LightningDragException(
            ErrorCode.MissingWeights,
            $"The folder '{folder}' has neither diffusion_pytorch_model.safetensors nor "
                + $"taesd_encoder.safetensors and taesd_decoder.safetensors: download "
                + $"https://huggingface.co/madebyollin/taesd into it."
        );
    }

    /// <summary>As first published, the bounding of the latents counts as the decoder's layer 0.</summary>
    private static string DecoderName(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && int.TryParse(name.AsSpan(0, dot), out int layer)
            ? $"decoder.layers.{layer - 1}{name[dot..]}"
            : name;
    }

    private static string? Find(string folder, string stem) =>
        Endings.Select(ending => Path.Combine(folder, stem + ending)).FirstOrDefault(File.Exists);
}
