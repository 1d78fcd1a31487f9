using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact;

/// <summary>
/// How sure the gate must be that a pixel goes with the handles. It depends on what else is known: where nobody said
/// what may change, on how much would move; where a person painted it, on how closely. The figures are in
/// docs/compact.md.
/// </summary>
internal static class GateLevel
{
    /// <summary>A pixel moves where the gate says so rather than not.</summary>
    public const float Even = 0.5f;

    /// <summary>
    /// Things that people move are mostly less than so much of the window; what is more often holds the ground that a
    /// thing stands on, of which the gate is less sure.
    /// </summary>
    private const float MostOfWindow = 0.3f;

    /// <summary>
    /// What is less than that moves from the first level on, what is more from the level that makes it so.
    /// </summary>
    private const float OfSmall = 0.45f,
        OfLarge = 0.65f;

    /// <summary>How finely that level is looked for.</summary>
    private const float Step = 0.05f;

    /// <summary>Within an area that is filled by what moves.</summary>
    private const float OfFilled = 0.15f;

    /// <summary>
    /// Shares of the painted area that what moves covers before and after: up to the first the area says nothing, from
    /// the second on it is close.
    /// </summary>
    private const float Loose = 0.2f,
        Close = 0.4f;

    /// <summary>The level where the area was suggested from the drags, or is not known yet.</summary>
    /// <param name="motion">What the network predicts.</param>
    /// <param name="points">Pairs in window pixels.</param>
    /// <param name="mask">Size × Size values: above 0 may change.</param>
    public static float WithinSuggested(MotionField motion, IReadOnlyList<PointPair> points, ReadOnlySpan<float> mask)
    {
        float level = OfSmall;
        while (level < OfLarge && new GatePieces(motion, mask, level).SizeUnder(points) > MostOfWindow * mask.Length)
            level += Step;
        return level;
    }

    /// <summary>The level within an area that a person painted.</summary>
    /// <param name="motion">What the network predicts.</param>
    /// <param name="points">Pairs in window pixels.</param>
    /// <param name="mask">Size × Size values: above 0 may change.</param>
    /// <returns><see cref="Even"/> or less.</returns>
    public static float WithinPainted(MotionField motion, IReadOnlyList<PointPair> points, ReadOnlySpan<float> mask)
    {
        var pieces = new GatePieces(motion, mask, Even);
        bool[] held = pieces.Under(points),
            covered = new bool[mask.Length];
        for (int p = 0; p < covered.Length; p++)
        {
            if (pieces[p] < 0 || !held[pieces[p]])
                continue;
            covered[p] = true;
            if (motion.LandingOf(p) is var landing and >= 0 && mask[landing] > 0)
                covered[landing] = true;
        }

        int editable = 0,
            filled = 0;
        for (int p = 0; p < covered.Length; p++)
        {
            if (mask[p] > 0)
                editable++;
            if (covered[p])
                filled++;
        }

        float closeness = Math.Clamp((((float)filled / Math.Max(1, editable)) - Loose) / (Close - Loose), 0, 1);
        return Even + (closeness * (OfFilled - Even));
    }
}
