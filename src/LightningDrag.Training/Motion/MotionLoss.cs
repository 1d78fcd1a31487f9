using LightningDrag.Models.Compact;
using LightningDrag.Training.Distributed;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>
/// The loss of the motion denoiser: smooth-L1 on flow at full window size after convex upsampling, so that the
/// upsampler learns too; binary cross-entropy and overlap (Dice; Milletari et al., 3DV 2016) on visibility; and binary
/// cross-entropy on the gate, which gives the gate its meaning, with overlap at full window size, where it is an
/// outline.
/// </summary>
internal static class MotionLoss
{
    /// <summary>
    /// Where smooth-L1 turns from square to absolute, in units of L: small, for what counts is the distance itself.
    /// </summary>
    private const double Beta = 0.02;

    /// <summary>Weight of pixels outside the mask: the answer there is known, but it must stay learnt.</summary>
    private const float OutsideWeight = 0.03f;

    /// <summary>Masks below this share of the window count as this large.</summary>
    private const float SmallestArea = 0.02f;

    /// <summary>
    /// Samples count by the square root of their longest drag: flow is in units of L, the end-point error in pixels,
    /// and an edit of 10 px matters to the person who makes it as one of 100 px does.
    /// </summary>
    private const double DragExponent = 0.5;

    private const float GateWeight = 0.1f;

    /// <summary>Weight of the gate at full window size: there it is an outline.</summary>
    private const float OutlineWeight = 0.1f;
    private const float VisibilityWeight = 0.1f;

    /// <summary>
    /// Few pixels are hidden, and cross-entropy alone finds the fewest: each needs more than even odds.
    /// </summary>
    private const float OverlapWeight = 0.1f;

    /// <summary>Flow above this many window pixels counts as moving.</summary>
    private const float MovingThreshold = 1f;

    /// <summary>1 where a source pixel moves. // [N, 1, H, W]</summary>
    public static Tensor Moving(MotionBatch batch) =>
        (Vectors.Lengths(batch.Flow) * batch.LongestDrag.view(-1, 1, 1, 1) > MovingThreshold).to(float32);

    /// <summary>
    /// Computes the loss of one batch, of which this process may have a share only: every sum goes over all of it.
    /// </summary>
    /// <param name="output">The network's, for this share.</param>
    /// <param name="batch">This share.</param>
    /// <param name="group">The processes that have the others.</param>
    /// <returns>
    /// Scalars: the total, whose gradients add up to the batch's over all processes, and the flow term alone
    /// (detached).
    /// </returns>
    public static (Tensor Total, Tensor Flow) Compute(DenoiserOutput output, MotionBatch batch, IProcessGroup group)
    {
        using var scope = NewDisposeScope();
        var fine = ConvexUpsampling.Upsample(
            cat([output.Flow, output.VisibilityLogit, output.GateLogit], 1),
            output.Convex
        ); // [N, 4, H, W]

        // By the root of its mask's area: samples whose mask is the whole window would outweigh all others.
        var area = batch.Mask.mean([1, 2, 3], keepdim: true).clamp_min(SmallestArea);
        var weight = (batch.Mask + OutsideWeight) * batch.Valid * area.rsqrt(); // [N, 1, H, W]
        var total = Sum(weight);

        var drag = batch.LongestDrag.pow(DragExponent);
        var dragWeight = weight * (drag / (Sum(drag) / Sum(ones_like(drag)))).view(-1, 1, 1, 1);
        var flow = nn.functional.smooth_l1_loss(fine.narrow(1, 0, 2), batch.Flow, nn.Reduction.None, Beta);
        var flowLoss = Sum(flow.sum(1, keepdim: true) * dragWeight) / Sum(dragWeight);

        var logit = fine.narrow(1, 2, 1);
        var visibility = nn.functional.binary_cross_entropy_with_logits(
            logit,
            batch.Visible,
            reduction: nn.Reduction.None
        );
        var visibilityLoss = Sum(visibility * weight) / total;
        var known = batch.Mask * batch.Valid;
        var overlapLoss = Overlap(sigmoid(-logit) * known, (1 - batch.Visible) * known);

        const int stride = MotionLatent.Stride;
        var moving = Moving(batch);
        var coarseWeight = nn.functional.avg_pool2d(weight, stride) + 1e-6f;
        var coarseMoving = nn.functional.avg_pool2d(moving * weight, stride) / coarseWeight;
        var gate = nn.functional.binary_cross_entropy_with_logits(
            output.GateLogit,
            coarseMoving.clamp(0, 1),
            reduction: nn.Reduction.None
        );
        var gateLoss = Sum(gate * coarseWeight) / Sum(coarseWeight);

        var outline = nn.functional.binary_cross_entropy_with_logits(
            fine.narrow(1, 3, 1),
            moving,
            reduction: nn.Reduction.None
        );
        var outlineLoss = Sum(outline * weight) / total;
        var outlineOverlapLoss = Overlap(sigmoid(fine.narrow(1, 3, 1)) * known, moving * known);

        var loss =
            flowLoss
            + (gateLoss * GateWeight)
            + ((outlineLoss + outlineOverlapLoss) * OutlineWeight)
            + (visibilityLoss * VisibilityWeight)
            + (overlapLoss * OverlapWeight);
        return (loss.MoveToOuterDisposeScope(), flowLoss.detach().MoveToOuterDisposeScope());

        // 1 − 2·Σ p·t / Σ (p + t)
        Tensor Overlap(Tensor predicted, Tensor truth) =>
            1 - (((2 * Sum(predicted * truth)) + 1) / (Sum(predicted) + Sum(truth) + 1));

        Tensor Sum(Tensor values) => group.Total(values.sum());
    }
}
