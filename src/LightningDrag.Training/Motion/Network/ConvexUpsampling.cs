using LightningDrag.Models.Compact;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion.Network;

/// <summary><see cref="ConvexUpsampler"/> for batches, with gradients (RAFT; Teed &amp; Deng, ECCV 2020).</summary>
internal static class ConvexUpsampling
{
    /// <summary>Upsamples by 4.</summary>
    /// <param name="coarse">Any maps on the motion grid. // [N, C, h, w]</param>
    /// <param name="logits">9 neighbours (row-major, outermost) × 4×4 subpixels. // [N, 144, h, w]</param>
    /// <returns>// [N, C, 4h, 4w]</returns>
    public static Tensor Upsample(Tensor coarse, Tensor logits)
    {
        using var scope = NewDisposeScope();
        const int factor = MotionLatent.Stride;
        var (batch, channels, height, width) = (coarse.shape[0], coarse.shape[1], coarse.shape[2], coarse.shape[3]);

        // Unbound at once: the gradient of taking one of nine would fill all nine, nine times.
        // 9 × [N, 1, 16, h, w]
        var weights = nn.functional.softmax(logits.view(batch, 9, 1, factor * factor, height, width), 1).unbind(1);
        var padded = nn.functional.pad(coarse, [1, 1, 1, 1], PaddingModes.Replicate);
        Tensor? sum = null;
        for (int neighbour = 0; neighbour < 9; neighbour++)
        {
            // [N, C, 1, h, w]
            var shifted = padded.narrow(2, neighbour / 3, height).narrow(3, neighbour % 3, width).unsqueeze(2);
            // [N, C, 16, h, w]
            sum = sum is null ? shifted * weights[neighbour] : sum.addcmul(shifted, weights[neighbour], 1);
        }

        return nn
            .functional.pixel_shuffle(sum!.reshape(batch, channels * factor * factor, height, width), factor)
            .MoveToOuterDisposeScope();
    }
}
