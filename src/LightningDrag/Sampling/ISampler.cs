using LightningDrag.Models;

namespace LightningDrag.Sampling;

/// <summary>
/// A rule that walks from noise to a clean latent: which timesteps to visit, and how to go on from each once the
/// network has said what it takes for clean latent and noise.
/// </summary>
internal interface ISampler
{
    /// <summary>The timesteps to visit, noisiest first.</summary>
    /// <param name="steps">How many, at least 1.</param>
    /// <param name="schedule">What the network was trained on.</param>
    int[] Timesteps(int steps, NoiseSchedule schedule);

    /// <summary>The latent that the next step starts from; after the last step, the result.</summary>
    /// <param name="step">What is known at this step.</param>
    /// <param name="noise">Where a sampler that adds noise anew takes it from.</param>
    /// <returns>// [N, C, h, w]</returns>
    Latents Next(in SamplerStep step, ILatentNoise noise);
}

/// <summary>One step of a sampling run.</summary>
/// <param name="Latent">z_t. // [N, C, h, w]</param>
/// <param name="Clean">The network's estimate of x₀. // [N, C, h, w]</param>
/// <param name="Noise">The network's estimate of ε. // [N, C, h, w]</param>
/// <param name="Timesteps">All timesteps of the run.</param>
/// <param name="Index">Which of them this is.</param>
/// <param name="Schedule">What the network was trained on.</param>
internal readonly record struct SamplerStep(
    Latents Latent,
    Latents Clean,
    Latents Noise,
    int[] Timesteps,
    int Index,
    NoiseSchedule Schedule
)
{
    /// <summary>t.</summary>
    public int Timestep => Timesteps[Index];

    /// <summary>Whether no step follows.</summary>
    public bool IsLast => Index + 1 == Timesteps.Length;
}
