using LightningDrag.Models;

namespace LightningDrag.Sampling;

/// <summary>
/// Deterministic DDIM (Song, Meng &amp; Ermon, "Denoising Diffusion Implicit Models", ICLR 2021, equation 12 with σ =
/// 0): z′ = √ᾱ′·x₀ + √(1 − ᾱ′)·ε.
/// </summary>
internal sealed class DdimSampler : ISampler
{
    /// <inheritdoc/>
    public int[] Timesteps(int steps, NoiseSchedule schedule)
    {
        int total = schedule.Timesteps;
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, total);
        return
        [
            .. Enumerable
                .Range(0, steps)
                .Select(i =>
                    schedule.Spacing switch
                    {
                        TimestepSpacing.Leading => Math.Min(
                            ((steps - 1 - i) * (total / steps)) + schedule.StepsOffset,
                            total - 1
                        ),
                        TimestepSpacing.Trailing => (int)
                            Math.Round(total - (i * (double)total / steps), MidpointRounding.ToEven) - 1,
                        _ => steps == 1
                            ? 0
                            : (int)Math.Round((steps - 1 - i) * (total - 1.0) / (steps - 1), MidpointRounding.ToEven),
                    }
                ),
        ];
    }

    /// <inheritdoc/>
    public Latents Next(in SamplerStep step, ILatentNoise noise)
    {
        float alpha = NextAlpha(step);
        return Latents.Mix(step.Clean, MathF.Sqrt(alpha), step.Noise, MathF.Sqrt(1 - alpha));
    }

    /// <summary>
    /// Every step is ⌊T/n⌋ long, whatever the next entry of the list is: so the published pipeline does it, and
    /// linspace lists differ from that. Trailing lists, which no published checkpoint of this kind asks for, go from
    /// entry to entry, and so end at the final ᾱ for any number of steps.
    /// </summary>
    private static float NextAlpha(in SamplerStep step)
    {
        int next =
            step.Schedule.Spacing != TimestepSpacing.Trailing
                ? step.Timestep - (step.Schedule.Timesteps / step.Timesteps.Length)
            : step.IsLast ? -1
            : step.Timesteps[step.Index + 1];
        return next >= 0 ? step.Schedule.AlphasCumprod[next] : step.Schedule.FinalAlpha;
    }
}
