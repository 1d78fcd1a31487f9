using LightningDrag.Models;
using TorchSharp;

namespace LightningDrag.Sampling;

/// <summary>
/// The one sampling loop of all models: starting noise per seed, then for each timestep the network's estimate x₀ of the clean latent and
/// the sampler's way on from there. What it returns is the last x₀, which the model decodes.
/// </summary>
internal sealed class DragSampler(ISampler sampler)
{
    /// <summary>Samples one latent per seed, all in one batch.</summary>
    /// <param name="denoiser">The network under the drag's condition.</param>
    /// <param name="seeds">One seed per candidate, at least one.</param>
    /// <param name="steps">Denoising steps, at least 1.</param>
    /// <param name="stepDone">Told how many steps are done, after each one.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The clean latents; the caller (or its dispose scope) owns them. // [N, C, h, w]</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public torch.Tensor Sample(
        IConditionalDenoiser denoiser, ReadOnlySpan<long> seeds, int steps, Action<int>? stepDone = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        cancellationToken.ThrowIfCancellationRequested();
        using var noGradients = torch.inference_mode();
        using var scope = torch.NewDisposeScope();
        var alphas = denoiser.AlphasCumprod;
        var latent = denoiser.InitialLatent(seeds); // [N, C, h, w]
        for (int step = 0; ; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int timestep = sampler.Timestep(step, steps, alphas.Length);
            var clean = denoiser.PredictClean(latent, timestep); // [N, C, h, w]
            stepDone?.Invoke(step + 1);
            if (step + 1 == steps) return clean.MoveToOuterDisposeScope();

            int next = sampler.Timestep(step + 1, steps, alphas.Length);
            latent = sampler.Next(latent, clean, alphas[timestep], alphas[next]);
        }
    }
}
