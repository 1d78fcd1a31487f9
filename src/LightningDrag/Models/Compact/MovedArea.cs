using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Models.Compact;

/// <summary>
/// The area that an edit needs, from the motion that the network predicts when nobody has said what may change: what
/// moves, where that lands, what it uncovers (which is where it was), and a margin for seams. All arrays have Size ×
/// Size elements, row by row.
/// </summary>
internal static class MovedArea
{
    /// <summary>Motion below this many window pixels is none.</summary>
    private const float Still = 0.75f;

    /// <summary>
    /// Added around, in window pixels, and this share of the longest drag; also closes the gaps where a stretched thing
    /// lands.
    /// </summary>
    private const float Margin = 6;
    private const float MarginOfDrag = 0.1f;

    /// <summary>What the drags move, and the area that this needs.</summary>
    /// <param name="motion">What the network predicts.</param>
    /// <param name="points">Pairs in window pixels: of what moves, only pieces that hold a handle count.</param>
    /// <param name="mask">Size × Size values: above 0 may change.</param>
    /// <param name="level">The gate from which on a pixel moves.</param>
    public static Foresight Of(
        MotionField motion,
        IReadOnlyList<PointPair> points,
        ReadOnlySpan<float> mask,
        float level
    )
    {
        int size = motion.Size;
        var pieces = new GatePieces(motion, mask, level);
        bool[] held = pieces.Under(points);
        var (outline, area) = (new float[size * size], new byte[size * size]);
        for (int p = 0; p < area.Length; p++)
        {
            if (pieces[p] < 0 || !held[pieces[p]])
                continue;
            outline[p] = motion.Gate[p];
            float fx = motion.FlowX[p],
                fy = motion.FlowY[p];
            if ((fx * fx) + (fy * fy) <= Still * Still)
                continue;
            area[p] = 1;
            if (motion.LandingOf(p) is var landing and >= 0)
                area[landing] = 1;
        }

        float margin = Margin + (MarginOfDrag * points.Max(point => point.Length));
        return new Foresight(size, outline, Widen(area, size, margin));
    }

    private static float[] Widen(byte[] area, int size, float margin)
    {
        byte[] still = Array.ConvertAll(area, value => (byte)(1 - value));
        float[] distance = DistanceTransform.ToNearestZero(still, size, size, margin + 2);

        // A ramp over the rim, so that the area has a smooth outline on a larger picture.
        return Array.ConvertAll(distance, d => Math.Clamp(margin - d + 0.5f, 0, 1));
    }
}
