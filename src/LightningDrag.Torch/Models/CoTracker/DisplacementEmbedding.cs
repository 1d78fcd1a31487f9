using static TorchSharp.torch;

namespace LightningDrag.Models.CoTracker;

/// <summary>
/// How far a track has moved from its place in the window's first frame: dx, dy, then for each of them sin and cos of
/// 31.25·j·d by turns, j = 0…31. Angles reach 969 radians per cell, so it needs single precision at least.
/// </summary>
internal static class DisplacementEmbedding
{
    private const int Frequencies = 32;
    private const double Step = 31.25;

    /// <summary>Numbers per displacement.</summary>
    public const int Width = 2 + (2 * 2 * Frequencies);

    /// <summary>// […, 2] in cells → […, 130]</summary>
    public static Tensor Embed(Tensor displacement)
    {
        using var scope = NewDisposeScope();
        Tensor frequencies = arange(Frequencies, dtype: displacement.dtype, device: displacement.device) * Step;
        Tensor angles = displacement.unsqueeze(-1) * frequencies; // […, 2, 32]
        Tensor waves = stack([angles.sin(), angles.cos()], -1).flatten(-3); // […, 128]
        return cat([displacement, waves], -1).MoveToOuterDisposeScope();
    }
}
