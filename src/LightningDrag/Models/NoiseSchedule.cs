namespace LightningDrag.Models;

/// <summary>What a denoising network was trained to predict.</summary>
public enum PredictionTarget
{
    /// <summary>The noise ε that was mixed in.</summary>
    Noise,

    /// <summary>The clean latent x₀.</summary>
    Clean,
}

/// <summary>
/// Which of the training timesteps a sampler visits (Lin et al., "Common Diffusion Noise Schedules and Sample Steps are
/// Flawed", WACV 2024, table 2).
/// </summary>
public enum TimestepSpacing
{
    /// <summary>
    /// Multiples of ⌊T/n⌋, plus the offset: ends at the least noisy timestep, does not start at the noisiest.
    /// </summary>
    Leading,

    /// <summary>From T − 1 down in strides of T/n.</summary>
    Trailing,

    /// <summary>Evenly from T − 1 down to 0, both included.</summary>
    Linspace,
}

/// <summary>
/// The diffusion that a network was trained on: z_t = √ᾱ_t·x₀ + √(1 − ᾱ_t)·ε (Ho et al., NeurIPS 2020, equation 4), and
/// how its checkpoint wants to be sampled.
/// </summary>
public sealed class NoiseSchedule
{
    private readonly float[] alphasCumprod;

    /// <summary>Keeps a copy of the schedule.</summary>
    /// <param name="alphasCumprod">ᾱ_t for t = 0…T − 1, in (0, 1].</param>
    /// <param name="target">What the network predicts.</param>
    public NoiseSchedule(ReadOnlySpan<float> alphasCumprod, PredictionTarget target)
    {
        ArgumentOutOfRangeException.ThrowIfZero(alphasCumprod.Length, nameof(alphasCumprod));
        (this.alphasCumprod, Target) = (alphasCumprod.ToArray(), target);
    }

    /// <summary>ᾱ_t, index = timestep.</summary>
    public ReadOnlySpan<float> AlphasCumprod => alphasCumprod;

    /// <summary>T, the number of training timesteps.</summary>
    public int Timesteps => alphasCumprod.Length;

    /// <summary>What the network predicts.</summary>
    public PredictionTarget Target { get; }

    /// <summary>Which timesteps DDIM visits.</summary>
    public TimestepSpacing Spacing { get; init; } = TimestepSpacing.Leading;

    /// <summary>Added to the timesteps of <see cref="TimestepSpacing.Leading"/>.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether the way ends at ᾱ = 1; otherwise at ᾱ₀.</summary>
    public bool EndsAtOne { get; init; } = true;

    /// <summary>ᾱ where the way ends.</summary>
    public float FinalAlpha => EndsAtOne ? 1 : alphasCumprod[0];

    /// <summary>
    /// β_t rising in the square root from <paramref name="first"/> to <paramref name="last"/> ("scaled linear", Rombach
    /// et al. 2022), computed in single precision as the published networks were trained.
    /// </summary>
    public static float[] ScaledLinear(double first, double last, int timesteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timesteps, 2);
        float from = (float)Math.Sqrt(first),
            to = (float)Math.Sqrt(last),
            step = (to - from) / (timesteps - 1);
        var alphas = new float[timesteps];
        double product = 1;
        for (int t = 0; t < timesteps; t++)
        {
            // From both ends to the middle, so that both are met.
            float root = t < timesteps / 2 ? from + (step * t) : to - (step * (timesteps - 1 - t));
            product *= 1 - (root * root);
            alphas[t] = (float)product;
        }

        return alphas;
    }

    /// <summary>x₀ and ε that a prediction implies, the one computed from the other.</summary>
    /// <param name="prediction">What the network said. // [N, C, h, w]</param>
    /// <param name="latent">z_t. // [N, C, h, w]</param>
    /// <param name="timestep">t.</param>
    public (Latents Clean, Latents Noise) Split(Latents prediction, Latents latent, int timestep)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(latent);
        float signal = MathF.Sqrt(alphasCumprod[timestep]),
            noise = MathF.Sqrt(1 - alphasCumprod[timestep]);
        return Target == PredictionTarget.Noise
            ? (Latents.Unmix(latent, signal, prediction, noise), prediction)
            : (prediction, Latents.Unmix(latent, noise, prediction, signal));
    }
}
