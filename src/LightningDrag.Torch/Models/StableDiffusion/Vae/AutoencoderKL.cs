using LightningDrag.Models.Layers;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// The variational autoencoder of latent diffusion (Rombach et al., CVPR 2022, appendix G): an image in [−1, 1] becomes
/// a normal distribution of latents at an eighth of its size, scaled latents become an image. Names of the tensors as
/// in the library diffusers.
/// </summary>
internal sealed class AutoencoderKL : nn.Module, ILatentCodec
{
    private readonly VaeConfig config;
    private readonly VaeEncoder encoder;
    private readonly VaeDecoder decoder;
    private readonly Conv2d? quant_conv;
    private readonly Conv2d? post_quant_conv;

    public AutoencoderKL(Placement placement, VaeConfig config)
        : base(nameof(AutoencoderKL))
    {
        this.config = config;
        encoder = new VaeEncoder(placement, config);
        decoder = new VaeDecoder(placement, config);
        int moments = 2 * config.LatentChannels;
        if (config.HasQuantConvolution)
            quant_conv = new Conv2d(placement, moments, moments, kernel: 1);
        if (config.HasPostQuantConvolution)
            post_quant_conv = new Conv2d(placement, config.LatentChannels, config.LatentChannels, kernel: 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public int Downscale => config.Downscale;

    /// <inheritdoc/>
    public int LatentChannels => config.LatentChannels;

    /// <summary>
    /// Means, then raw log variances, of an image's unscaled latents. // [N, 3, H, W] → [N, 2·C, H/8, W/8]
    /// </summary>
    public Tensor EncodeMoments(Tensor image)
    {
        using var scope = NewDisposeScope();
        Tensor moments = encoder.forward(image);
        return (quant_conv is null ? moments : quant_conv.forward(moments)).MoveToOuterDisposeScope();
    }

    /// <summary>The image of unscaled latents. // [N, C, h, w] → [N, 3, 8·h, 8·w]</summary>
    public Tensor DecodeUnscaled(Tensor latents)
    {
        using var scope = NewDisposeScope();
        return decoder
            .forward(post_quant_conv is null ? latents : post_quant_conv.forward(latents))
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public LatentDistribution Encode(Tensor image)
    {
        using Tensor moments = EncodeMoments(image);
        return LatentDistribution.FromMoments(moments, config.ScalingFactor);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        using Tensor unscaled = latents / config.ScalingFactor;
        return DecodeUnscaled(unscaled);
    }
}
