using LightningDrag.Data.Shards.Reading;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>Sums of a motion's errors inside the mask; sums of pairs add up.</summary>
/// <param name="Distance">Sum of |predicted − true flow| over pixels whose flow is known, in px.</param>
/// <param name="Pixels">How many pixels those are.</param>
/// <param name="HiddenInBoth">Pixels that are hidden in the target, and were predicted so.</param>
/// <param name="HiddenInEither">Pixels that are hidden or were predicted so.</param>
internal readonly record struct MotionError(double Distance, long Pixels, long HiddenInBoth, long HiddenInEither)
{
    /// <summary>Mean end-point error in px.</summary>
    public double EndPointError => Distance / Math.Max(1, Pixels);

    /// <summary>Compares a motion with the truth.</summary>
    public static MotionError Of(MotionField motion, StoredMotion truth, EditMask mask)
    {
        double distance = 0;
        long pixels = 0,
            both = 0,
            either = 0;
        for (int i = 0; i < motion.FlowX.Length; i++)
        {
            if (mask.Editable[i] == 0)
                continue;
            bool hidden = !truth.Visible[i],
                predicted = motion.Visibility[i] < 0.5f;
            if (hidden && predicted)
                both++;
            if (hidden || predicted)
                either++;
            if (!truth.Valid[i])
                continue;
            double dx = motion.FlowX[i] - truth.FlowX[i],
                dy = motion.FlowY[i] - truth.FlowY[i];
            distance += Math.Sqrt((dx * dx) + (dy * dy));
            pixels++;
        }

        return new MotionError(distance, pixels, both, either);
    }
}
