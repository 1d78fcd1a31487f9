using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>Between images in [−1, 1] and the latents that diffusion works on.</summary>
internal interface ILatentCodec : IDisposable
{
    /// <summary>Pixels of the image along one side of a latent's element.</summary>
    int Downscale { get; }

    /// <summary>Channels of a latent.</summary>
    int LatentChannels { get; }

    /// <summary>The distribution of an image's latents; the caller disposes of it.</summary>
    /// <param name="image">Sides that <see cref="Downscale"/> divides. // [N, 3, H, W]</param>
    LatentDistribution Encode(Tensor image);

    /// <summary>The image of scaled latents, not clamped.</summary>
    /// <param name="latents">// [N, C, h, w]</param>
    /// <returns>// [N, 3, H, W]</returns>
    Tensor Decode(Tensor latents);
}
