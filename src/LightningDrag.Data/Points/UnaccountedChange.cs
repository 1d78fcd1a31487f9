using LightningDrag.Data.Flow;
using LightningDrag.Geometry;

namespace LightningDrag.Data.Points;

/// <summary>
/// How much of the change between the pictures of a pair its handles do not tell: where source and target differ, either what was there moved away as some handle does,
/// or what is there now came as some handle did. What does neither (a hand that blurs, a thing that enters or leaves, a part that goes another way) could not be
/// known from the handles.
/// </summary>
internal static class UnaccountedChange
{
    /// <param name="motion">Of the pair, both ways.</param>
    /// <param name="points">Its handles.</param>
    /// <param name="strongChange">Grey levels from which on places count that are not known to move.</param>
    /// <returns>A share of the change, 0 to 1, each pixel counted by how much it changes.</returns>
    public static double Of(PairMotion motion, IReadOnlyList<PointPair> points, double strongChange)
    {
        double all = 0, unaccounted = 0;
        for (int i = 0; i < motion.Change.Data.Length; i++)
        {
            float change = motion.Change.Data[i];
            if (change <= strongChange && !motion.Forward.Moves(i)) continue;
            all += change;
            if (!points.Any(p => Follows(motion.Forward, i, p, 1) || Follows(motion.Backward, i, p, -1))) unaccounted += change;
        }

        return all == 0 ? 0 : unaccounted / all;
    }

    private static bool Follows(MotionLabels labels, int i, PointPair point, int direction) =>
        labels.Moves(i) && !labels.Differs(i, direction * (point.Target.X - point.Handle.X), direction * (point.Target.Y - point.Handle.Y));
}
