using LightningDrag.Geometry;
using LightningDrag.Models.Compact.Network;

namespace LightningDrag.Models.Compact;

/// <summary>
/// One drag as the denoiser is shown it, straight or in a mirror: everything that stays the same over steps and
/// candidates.
/// </summary>
/// <param name="Drag">The drag.</param>
/// <param name="Features">Of the window.</param>
internal sealed record DragView(DragInputs Drag, AppearanceMaps Features)
{
    /// <summary>The drag as it is.</summary>
    /// <param name="points">Pairs in window pixels; at least one.</param>
    /// <param name="mask">1 = may change. // [size, size]</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="features">Of the window.</param>
    /// <param name="scope">What the drag means, from 0 to 1; null: unknown.</param>
    public static DragView Straight(PointPair[] points, byte[] mask, int size, AppearanceMaps features, float? scope) =>
        new(DragInputs.Of(points, mask, size) with { Scope = ScopeCondition.Of(scope) }, features);

    /// <summary>The same drag in a mirror.</summary>
    /// <param name="points">Not mirrored yet.</param>
    /// <param name="mask">Not mirrored yet.</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="mirroredFeatures">Of the mirrored window.</param>
    /// <param name="scope">What the drag means.</param>
    public static DragView Mirrored(
        PointPair[] points,
        byte[] mask,
        int size,
        AppearanceMaps mirroredFeatures,
        float? scope
    )
    {
        var mirroredMask = (byte[])mask.Clone();
        for (int y = 0; y < size; y++)
            mirroredMask.AsSpan(y * size, size).Reverse();
        return Straight(
            Array.ConvertAll(points, pair => new PointPair(Mirror(pair.Handle), Mirror(pair.Target))),
            mirroredMask,
            size,
            mirroredFeatures,
            scope
        );

        PixelPoint Mirror(PixelPoint point) => new(size - 1 - point.X, point.Y);
    }

    /// <summary>One denoising step.</summary>
    /// <param name="network">What computes it.</param>
    /// <param name="latent">As this view shows it. // [N, 3, h, w]</param>
    /// <param name="timestep">t on 0…999.</param>
    public MotionPrediction Denoise(ICompactNetwork network, float[] latent, int timestep) =>
        network.Denoise(latent, timestep, Drag, Features);
}
