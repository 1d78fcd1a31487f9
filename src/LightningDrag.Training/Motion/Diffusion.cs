using LightningDrag.Models.Compact;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>
/// The forward process of training (Ho et al., NeurIPS 2020): z_t = √ᾱ_t·z₀ + √(1 − ᾱ_t)·ε on the motion grid.
/// </summary>
internal static class Diffusion
{
    private static readonly float[] Alphas = MotionLatent.CosineAlphasCumprod();

    /// <summary>Draws a timestep and noise for each sample of the batch.</summary>
    /// <param name="batch">Labels at full window size; averaged to the grid here.</param>
    /// <param name="slots">Places of the samples in the whole batch, from 0: what is drawn for a sample does not depend
    /// on which process has it.</param>
    /// <param name="samples">Samples of the whole batch.</param>
    /// <param name="lastTimestepShare">Probability of t = T − 1, from which the one-step preview starts; else t is
    /// uniform.</param>
    /// <param name="generator">Source of randomness.</param>
    /// <returns>z_t // [N, 3, h, w] and t // [N]</returns>
    public static (Tensor Noisy, Tensor Timestep) AddNoise(
        MotionBatch batch,
        long[] slots,
        int samples,
        double lastTimestepShare,
        Generator generator
    )
    {
        using var scope = NewDisposeScope();
        const int stride = MotionLatent.Stride;
        var flow = nn.functional.avg_pool2d(batch.Flow, stride) * MotionLatent.FlowScale;
        var visible = (nn.functional.avg_pool2d(batch.Visible, stride) * 2f) - 1f;
        var clean = cat([flow, visible], 1); // [N, 3, h, w]

        var uniform = rand(samples, generator: generator) * MotionLatent.Timesteps;
        var last = rand(samples, generator: generator) < lastTimestepShare;
        var own = tensor(slots);
        var timestep = where(last, MotionLatent.Timesteps - 1f, uniform.floor()).index_select(0, own); // [N]
        var alpha = tensor(Alphas).index_select(0, timestep.to(int64)).view(-1, 1, 1, 1);
        var noise = randn([samples, .. clean.shape[1..]], generator: generator).index_select(0, own);
        var noisy = (clean * alpha.sqrt()) + (noise * (1 - alpha).sqrt());
        return (noisy.MoveToOuterDisposeScope(), timestep.MoveToOuterDisposeScope());
    }
}
