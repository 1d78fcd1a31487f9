using LightningDrag.Data.Shards.Reading;
using LightningDrag.Models.Compact.Rendering;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>Finds what a video's second frame uncovers, by the labelled motion of its first.</summary>
internal static class LabelledHoles
{
    // As the renderer: less of the source than this on a pixel is a gap.
    private const float MinimumCoverage = 0.35f;

    /// <summary>
    /// Pixels that something left (their label says so) and nothing came to: no pixel lands there by its label, and none that has no label lies there. Cracks of a
    /// stretched layer, up to two pixels wide, do not count.
    /// </summary>
    /// <param name="motion">The labels.</param>
    /// <param name="size">Side of the square pair.</param>
    public static bool[] Of(StoredMotion motion, int size)
    {
        var coverage = new float[size * size];
        for (int p = 0; p < coverage.Length; p++)
        {
            if (!motion.Valid[p])
            {
                coverage[p] += 1;
                continue;
            }

            float x = (p % size) + motion.FlowX[p], y = (p / size) + motion.FlowY[p];
            int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
            for (int corner = 0; corner < 4; corner++)
            {
                int column = left + (corner & 1), row = top + (corner >> 1);
                if ((uint)column >= (uint)size || (uint)row >= (uint)size) continue;
                coverage[(row * size) + column] += (1 - MathF.Abs(x - column)) * (1 - MathF.Abs(y - row));
            }
        }

        var hole = new bool[coverage.Length];
        for (int p = 0; p < hole.Length; p++)
        {
            bool left = motion.Valid[p] && (motion.FlowX[p] * motion.FlowX[p]) + (motion.FlowY[p] * motion.FlowY[p]) >= 1;
            hole[p] = left && coverage[p] < MinimumCoverage;
        }

        return Morphology.Dilate(Morphology.Erode(hole, size), size);
    }
}
