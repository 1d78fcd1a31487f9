using TorchSharp;

namespace LightningDrag.Sampling;

/// <summary>
/// Deterministic DDIM (Song, Meng &amp; Ermon, "Denoising Diffusion Implicit Models", ICLR 2021, equation 12 with σ = 0), for a network
/// that predicts x₀: ε = (z − √ᾱ·x₀) / √(1 − ᾱ), then z′ = √ᾱ′·x₀ + √(1 − ᾱ′)·ε.
/// </summary>
internal sealed class DdimSampler : ISampler
{
    /// <summary>
    /// Evenly spaced from the noisiest timestep down ("trailing"; Lin et al., WACV 2024, section 3.3): 999, 749, 499, 249 for four steps of
    /// T = 1000. One step alone is taken at T − 1, where the latent says nothing yet and the estimate is the mean.
    /// </summary>
    public int Timestep(int step, int steps, int trainingSteps) => trainingSteps - 1 - (int)((long)step * trainingSteps / steps);

    /// <inheritdoc/>
    public torch.Tensor Next(torch.Tensor latent, torch.Tensor clean, float alpha, float nextAlpha)
    {
        using var scope = torch.NewDisposeScope();
        var noise = (latent - (clean * MathF.Sqrt(alpha))) / MathF.Sqrt(1 - alpha);
        return ((clean * MathF.Sqrt(nextAlpha)) + (noise * MathF.Sqrt(1 - nextAlpha))).MoveToOuterDisposeScope();
    }
}
