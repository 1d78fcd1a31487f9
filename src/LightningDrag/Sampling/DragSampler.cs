using LightningDrag.Models;

namespace LightningDrag.Sampling;

/// <summary>
/// The one sampling loop of all models: a starting latent per candidate, then for each timestep the network's
/// prediction, guided by the points, and the sampler's way on from there.
/// </summary>
internal sealed class DragSampler(ISampler sampler)
{
    /// <summary>The loop with the sampler that a model was made for.</summary>
    public static DragSampler For(DragModelInfo model) =>
        new(
            model.Sampler switch
            {
                SamplerKind.Lcm => new LcmSampler(),
                _ => new DdimSampler(),
            }
        );

    /// <summary>Samples one latent per candidate, all in one batch.</summary>
    /// <param name="denoiser">The network under the drag's condition.</param>
    /// <param name="noise">All the randomness of the run.</param>
    /// <param name="steps">Denoising steps, at least 1.</param>
    /// <param name="guidance">How strongly the points are followed.</param>
    /// <param name="stepDone">Told how many steps are done, after each one.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>What the last step leads to, for the model to decode. // [N, C, h, w]</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.NotFinite"/>: a prediction is not
    /// finite.</exception>
    public Latents Sample(
        IConditionalDenoiser denoiser,
        ILatentNoise noise,
        int steps,
        Guidance guidance,
        Action<int>? stepDone = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var schedule = denoiser.Schedule;
        int[] timesteps = sampler.Timesteps(steps, schedule);
        var latent = denoiser.Start(noise); // [N, C, h, w]
        for (int step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var prediction = denoiser.Predict(latent, timesteps[step], guidance.Weight(step, steps)); // [N, C, h, w]
            FiniteResults.Require(prediction.Values, "denoiser");
            var (clean, predictedNoise) = schedule.Split(prediction, latent, timesteps[step]);
            latent = sampler.Next(new SamplerStep(latent, clean, predictedNoise, timesteps, step, schedule), noise);
            stepDone?.Invoke(step + 1);
        }

        return latent;
    }
}
