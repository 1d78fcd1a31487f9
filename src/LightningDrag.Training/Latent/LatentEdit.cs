using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.StableDiffusion;
using LightningDrag.Sampling;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Training.Latent;

/// <summary>An edit by networks that are being trained, through the same code that edits for people.</summary>
internal static class LatentEdit
{
    /// <summary>Point-following guidance as published (LightningDrag, section 4.1).</summary>
    private static readonly Guidance Published = new(4, GuidanceDecay.InverseSquare);

    /// <summary>Drags the pair's source by its points.</summary>
    /// <returns>The picture, of the pair's size, and the latent that it was decoded from. // [1, C, h, w]</returns>
    public static (RasterImage Picture, Latents Latent) Run(
        LatentNetworks networks,
        LatentTrainingOptions options,
        SupervisionPair pair,
        long seed,
        Guidance? guidance = null
    )
    {
        using var source = EncodedLatentSource.Create(
            networks.ForEdits(),
            options.Edits,
            pair.Source,
            CancellationToken.None
        );
        using var denoiser = source.Condition(new DragCondition(pair.Points, pair.Mask));
        var noise = CandidateNoise.Joint(seed, candidates: 1);
        var latent = new DragSampler(new DdimSampler()).Sample(
            denoiser,
            noise,
            options.PictureSteps,
            guidance ?? Published
        );
        return (denoiser.Decode(latent)[0], latent);
    }
}
