namespace LightningDrag.Models.Compact;

/// <summary>
/// The motion latent z = [1.5·u/L, 1.5·v/L, 2·s − 1]: forward flow (u, v) of each source pixel in window pixels, L the
/// longest drag, s = 1 where the pixel stays visible in the target. Forward flow, in the source's frame: its edges then
/// lie on the image's own edges.
/// </summary>
internal static class MotionLatent
{
    public const int Channels = 3;

    /// <summary>Brings flow in units of L to about unit variance.</summary>
    public const float FlowScale = 1.5f;

    /// <summary>Window pixels per cell of the motion grid, each way.</summary>
    public const int Stride = 4;

    /// <summary>Below this many window pixels a drag no longer shrinks the unit of the latent.</summary>
    public const float SmallestUnit = 8f;

    /// <summary>T of the diffusion.</summary>
    public const int Timesteps = 1000;

    /// <summary>
    /// Cosine ᾱ (Nichol &amp; Dhariwal, ICML 2021), clamped at 1e-4 so that the last step still has a signal.
    /// </summary>
    public static float[] CosineAlphasCumprod()
    {
        static double F(double t) => Math.Pow(Math.Cos(((t / Timesteps) + 0.008) / 1.008 * Math.PI / 2), 2);
        var alphas = new float[Timesteps];
        for (int t = 0; t < Timesteps; t++)
            alphas[t] = (float)Math.Clamp(F(t + 1) / F(0), 1e-4, 1);
        return alphas;
    }
}
