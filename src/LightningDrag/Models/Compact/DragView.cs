using LightningDrag.Geometry;
using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Models.Compact;

/// <summary>One drag as the denoiser is shown it, straight or in a mirror: everything that stays the same over steps and candidates.</summary>
internal sealed class DragView : IDisposable
{
    private readonly AppearanceFeatures features;
    private readonly Tensor fields;
    private readonly HandleSet handles;

    /// <param name="points">Pairs in window pixels; at least one.</param>
    /// <param name="mask">1 = may change. // [size, size]</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="features">Of the window; they stay the caller's.</param>
    public DragView(PointPair[] points, byte[] mask, int size, AppearanceFeatures features)
    {
        this.features = features;
        LongestDrag = PointFields.LongestDrag(points);
        int grid = size / MotionLatent.Stride;
        var maps = new float[PointFields.Channels * grid * grid];
        PointFields.Compute(points, PointFields.AverageMask(mask, size), grid, maps);
        fields = tensor(maps, [1, PointFields.Channels, grid, grid]).DetachFromDisposeScope();
        handles = HandleSet.Create([points]);
    }

    /// <summary>What the drag means, from 0 to 1; null: unknown.</summary>
    public float? Scope { get; init; }

    /// <summary>L in window pixels.</summary>
    public float LongestDrag { get; }

    /// <summary>The same drag in a mirror.</summary>
    /// <inheritdoc cref="DragView(PointPair[], byte[], int, AppearanceFeatures)"/>
    /// <param name="points">Not mirrored yet.</param>
    /// <param name="mask">Not mirrored yet.</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="mirroredFeatures">Of the mirrored window.</param>
    /// <param name="scope">What the drag means.</param>
    public static DragView Mirrored(PointPair[] points, byte[] mask, int size, AppearanceFeatures mirroredFeatures, float? scope)
    {
        var mirroredMask = (byte[])mask.Clone();
        for (int y = 0; y < size; y++) mirroredMask.AsSpan(y * size, size).Reverse();
        return new DragView(Array.ConvertAll(points, pair => new PointPair(Mirror(pair.Handle), Mirror(pair.Target))), mirroredMask, size, mirroredFeatures) { Scope = scope };

        PixelPoint Mirror(PixelPoint point) => new(size - 1 - point.X, point.Y);
    }

    /// <summary>One denoising step; may run beside another view's on another thread.</summary>
    /// <param name="denoiser">The network.</param>
    /// <param name="latent">As this view shows it. // [N, 3, h, w]</param>
    /// <param name="timestep">t on 0…999.</param>
    /// <returns>Outside every scope; the caller disposes of it.</returns>
    public DenoiserOutput Forward(MotionDenoiser denoiser, Tensor latent, int timestep)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var thread = OneThread.Enter();
        long count = latent.shape[0];
        var output = denoiser.Forward(latent, fields.expand(count, -1, -1, -1), features, full(count, (float)timestep), full(count, LongestDrag), handles, tensor(ScopeCondition.Of(Scope), [1, ScopeCondition.Width]));
        output.Detach();
        return output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fields.Dispose();
        handles.Dispose();
    }
}
