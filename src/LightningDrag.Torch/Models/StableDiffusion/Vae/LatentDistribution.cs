using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Models.StableDiffusion.Vae;

/// <summary>
/// What an encoder says of an image's latents: a normal distribution for each element (Kingma &amp; Welling 2014, eq.
/// 10), of which samples are z = s·(μ + e^(½·log σ²)·ε) with the latents' scale s. The image is encoded once however
/// many samples are drawn.
/// </summary>
internal sealed class LatentDistribution : IDisposable
{
    /// <summary>Bounds of log σ² in the reference.</summary>
    private const double MinLogVariance = -30,
        MaxLogVariance = 20;

    /// <summary>Takes over the tensors.</summary>
    /// <param name="mean">μ, unscaled. // [N, C, h, w]</param>
    /// <param name="logVariance">log σ² within its bounds; null where the encoder is deterministic. // [N, C, h,
    /// w]</param>
    /// <param name="scale">s.</param>
    public LatentDistribution(Tensor mean, Tensor? logVariance, double scale) =>
        (Mean, LogVariance, Scale) = (mean.DetachFromDisposeScope(), logVariance?.DetachFromDisposeScope(), scale);

    /// <summary>Memory of its tensors.</summary>
    public long Bytes => Mean.Bytes() + (LogVariance?.Bytes() ?? 0);

    /// <summary>μ, unscaled. // [N, C, h, w]</summary>
    public Tensor Mean { get; }

    /// <summary>log σ² within its bounds; null where the encoder is deterministic. // [N, C, h, w]</summary>
    public Tensor? LogVariance { get; }

    /// <summary>s.</summary>
    public double Scale { get; }

    /// <summary>A distribution from an encoder's output: means, then raw log variances. // [N, 2·C, h, w]</summary>
    public static LatentDistribution FromMoments(Tensor moments, double scale)
    {
        using var scope = NewDisposeScope();
        Tensor[] parts = moments.chunk(2, dim: 1);
        return new LatentDistribution(parts[0].contiguous(), parts[1].clamp(MinLogVariance, MaxLogVariance), scale);
    }

    /// <summary>
    /// Scaled samples, one for each row of standard normal noise. // [N, C, h, w] → [N, C, h, w]; a mean of one image
    /// serves any N
    /// </summary>
    public Tensor Sample(Tensor noise)
    {
        using var scope = NewDisposeScope();
        Tensor sample = LogVariance is null ? Mean.expand(noise.shape) : Mean + (noise * (LogVariance * 0.5).exp());
        return (sample * Scale).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Mean.Dispose();
        LogVariance?.Dispose();
    }
}
