using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>Finds what a video's second frame uncovers, by the labelled motion of its first.</summary>
internal static class LabelledHoles
{
    /// <summary>
    /// Pixels that something left (their label says so) and nothing came to: no pixel lands there by its label, and
    /// none that has no label lies there. Cracks of a stretched layer, up to two pixels wide, do not count.
    /// </summary>
    /// <param name="motion">The labelled motion.</param>
    public static bool[] Of(MotionField motion)
    {
        float[] coverage = ForwardSplat.Coverage(motion);
        var hole = new bool[coverage.Length];
        for (int p = 0; p < hole.Length; p++)
        {
            bool left =
                (motion.FlowX[p] * motion.FlowX[p]) + (motion.FlowY[p] * motion.FlowY[p])
                >= HoleClosing.Still * HoleClosing.Still;
            hole[p] = left && coverage[p] < ForwardSplat.MinimumCoverage;
        }

        return Morphology.Dilate(Morphology.Erode(hole, motion.Size), motion.Size);
    }
}
