using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Distributed;

/// <summary>Sums over a batch that several processes share.</summary>
internal static class BatchTotals
{
    /// <summary>
    /// A sum over this process's samples, plus what the others have, which counts as constant. A loss made of such
    /// totals, ratios among them, is the whole batch's in every process, and the gradients that each gets add up to its
    /// gradient: ∂L/∂w = Σ_r ∂L/∂S · ∂S_r/∂w with S = Σ_r S_r.
    /// </summary>
    /// <param name="group">All processes; they call this in the same order.</param>
    /// <param name="own">A scalar.</param>
    public static Tensor Total(this IProcessGroup group, Tensor own)
    {
        if (group.Count == 1)
            return own;
        double value = own.ToDouble();
        double[] sum = [value];
        group.Sum(sum);
        return own + (sum[0] - value);
    }
}
