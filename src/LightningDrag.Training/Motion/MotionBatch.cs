using LightningDrag.Geometry;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>One labelled drag, ready for a batch; maps are size × size, row by row.</summary>
/// <param name="Size">Side of the window in pixels, a multiple of 32.</param>
/// <param name="Source">RGB on 0…255, planar. // [3, size, size]</param>
/// <param name="FlowX">Forward flow of source pixels in window pixels.</param>
/// <param name="FlowY">Forward flow of source pixels in window pixels.</param>
/// <param name="Valid">1 where the flow label may be trusted.</param>
/// <param name="Visible">1 where the source pixel stays visible in the target.</param>
/// <param name="Mask">1 = may change.</param>
/// <param name="Points">At least one pair.</param>
/// <param name="Picture">Stands for the source: samples with the same object have the same source.</param>
internal sealed record MotionSample(
    int Size,
    byte[] Source,
    float[] FlowX,
    float[] FlowY,
    byte[] Valid,
    byte[] Visible,
    byte[] Mask,
    PointPair[] Points,
    object Picture
)
{
    /// <summary>
    /// What the drag means, from 0 ("only here") to 1 ("the whole thing"); null where the network is not told.
    /// </summary>
    public float? Scope { get; init; }
}

/// <summary>A batch of motion samples as tensors.</summary>
internal sealed class MotionBatch : IDisposable
{
    private MotionBatch(
        Tensor source,
        Tensor fields,
        Tensor longestDrag,
        Tensor flow,
        Tensor valid,
        Tensor visible,
        Tensor mask,
        Tensor scope,
        HandleSet handles,
        object[] pictures
    ) =>
        (Source, Fields, LongestDrag, Flow, Valid, Visible, Mask, Scope, Handles, Pictures) = (
            source,
            fields,
            longestDrag,
            flow,
            valid,
            visible,
            mask,
            scope,
            handles,
            pictures
        );

    /// <summary>RGB on 0…255. // [N, 3, H, W]</summary>
    public Tensor Source { get; }

    /// <summary>Point fields. // [N, 11, H/4, W/4]</summary>
    public Tensor Fields { get; }

    /// <summary>L in window pixels. // [N]</summary>
    public Tensor LongestDrag { get; }

    /// <summary>Forward flow in units of L. // [N, 2, H, W]</summary>
    public Tensor Flow { get; }

    /// <summary>1 where the flow label may be trusted. // [N, 1, H, W]</summary>
    public Tensor Valid { get; }

    /// <summary>1 where the pixel stays visible. // [N, 1, H, W]</summary>
    public Tensor Visible { get; }

    /// <summary>1 = may change. // [N, 1, H, W]</summary>
    public Tensor Mask { get; }

    /// <summary>What the drags mean, as <see cref="ScopeCondition"/> has it. // [N, 2]</summary>
    public Tensor Scope { get; }

    /// <summary>The point pairs.</summary>
    public HandleSet Handles { get; }

    /// <summary>What stands for the source of each sample.</summary>
    public IReadOnlyList<object> Pictures { get; }

    /// <summary>Samples in the batch.</summary>
    public int Count => (int)Source.shape[0];

    /// <summary>Builds the tensors; all samples have the same size.</summary>
    public static MotionBatch Create(IReadOnlyList<MotionSample> samples)
    {
        int count = samples.Count,
            size = samples[0].Size,
            grid = size / MotionLatent.Stride;
        int plane = size * size,
            gridPlane = grid * grid;
        var source = new byte[count * 3 * plane];
        var fields = new float[count * PointFields.Channels * gridPlane];
        var longest = new float[count];
        var flow = new float[count * 2 * plane];
        var (valid, visible, mask) = (new byte[count * plane], new byte[count * plane], new byte[count * plane]);
        for (int i = 0; i < count; i++)
        {
            var sample = samples[i];
            sample.Source.CopyTo(source, i * 3 * plane);
            sample.Valid.CopyTo(valid, i * plane);
            sample.Visible.CopyTo(visible, i * plane);
            sample.Mask.CopyTo(mask, i * plane);
            longest[i] = PointFields.LongestDrag(sample.Points);
            PointFields.Compute(
                sample.Points,
                PointFields.AverageMask(sample.Mask, size),
                grid,
                fields.AsSpan(i * PointFields.Channels * gridPlane)
            );
            for (int p = 0; p < plane; p++)
            {
                flow[(i * 2 * plane) + p] = sample.FlowX[p] / longest[i];
                flow[(((i * 2) + 1) * plane) + p] = sample.FlowY[p] / longest[i];
            }
        }

        return new MotionBatch(
            Floats(source, count, 3, size),
            tensor(fields, [count, PointFields.Channels, grid, grid]).DetachFromDisposeScope(),
            tensor(longest).DetachFromDisposeScope(),
            tensor(flow, [count, 2, size, size]).DetachFromDisposeScope(),
            Floats(valid, count, 1, size),
            Floats(visible, count, 1, size),
            Floats(mask, count, 1, size),
            tensor([.. samples.SelectMany(sample => ScopeCondition.Of(sample.Scope))], [count, ScopeCondition.Width])
                .DetachFromDisposeScope(),
            HandleSet.Create([.. samples.Select(sample => sample.Points)]),
            [.. samples.Select(sample => sample.Picture)]
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Source, Fields, LongestDrag, Flow, Valid, Visible, Mask, Scope })
            tensor.Dispose();
        Handles.Dispose();
    }

    private static Tensor Floats(byte[] values, int count, int channels, int size)
    {
        using var bytes = tensor(values, [count, channels, size, size], dtype: uint8);
        return bytes.to(float32).DetachFromDisposeScope();
    }
}
