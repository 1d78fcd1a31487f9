using LightningDrag.Models;

namespace LightningDrag.Sampling;

/// <summary>
/// Latent consistency models (Luo et al. 2023, algorithm 3; the boundary condition is Song et al., "Consistency
/// Models", ICML 2023, equation 5, with σ_data = 0.5): f = c_skip·z + c_out·x₀ with s = 10·t, c_skip = σ²/(s² + σ²),
/// c_out = s/√(s² + σ²); then noise anew, z′ = √ᾱ′·f + √(1 − ᾱ′)·ε, and after the last step f itself.
/// </summary>
internal sealed class LcmSampler : ISampler
{
    /// <summary>Most steps: the networks were distilled on a grid of so many timesteps.</summary>
    public const int DistilledSteps = 50;

    private const float SigmaData = 0.5f;
    private const float TimestepScaling = 10f;

    /// <inheritdoc/>
    public int[] Timesteps(int steps, NoiseSchedule schedule)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, DistilledSteps);
        int stride = schedule.Timesteps / DistilledSteps;
        return
        [
            .. Enumerable.Range(0, steps).Select(i => ((DistilledSteps - (DistilledSteps * i / steps)) * stride) - 1),
        ];
    }

    /// <inheritdoc/>
    public Latents Next(in SamplerStep step, ILatentNoise noise)
    {
        float s = TimestepScaling * step.Timestep,
            squares = (s * s) + (SigmaData * SigmaData);
        // [N, C, h, w]
        var denoised = Latents.Mix(step.Clean, s / MathF.Sqrt(squares), step.Latent, SigmaData * SigmaData / squares);
        if (step.IsLast)
            return denoised;

        float alpha = step.Schedule.AlphasCumprod[step.Timesteps[step.Index + 1]];
        return Latents.Mix(denoised, MathF.Sqrt(alpha), noise.Draw(step.Latent.Shape), MathF.Sqrt(1 - alpha));
    }
}
