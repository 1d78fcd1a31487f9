using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Where drags mean whole things (<see cref="DragScope.Thing"/>) only their outlines are to be predicted; how they move
/// is known: each piece that the gate holds goes by the similarity of the handles on it, a shift where there is one
/// handle, and nothing else moves.
/// </summary>
internal static class WholeThings
{
    /// <summary>
    /// Handles of one thing that miss their common similarity by more than this share of the longest drag bend it.
    /// </summary>
    private const float Tolerance = 0.15f;

    private const float LeastTolerance = 1.5f;

    /// <summary>
    /// The motion with things moved as wholes; null where a handle is on none, or bends one: then the network's motion
    /// holds.
    /// </summary>
    /// <param name="motion">The network's motion; left unchanged.</param>
    /// <param name="points">Pairs in pixels of the window grid. A pin on a thing that moves holds it there: it turns
    /// about the pin.</param>
    /// <param name="mask">Size × Size values: above 0 may change.</param>
    /// <param name="level">The gate from which on a pixel moves.</param>
    public static MotionField? Apply(
        MotionField motion,
        IReadOnlyList<PointPair> points,
        ReadOnlySpan<float> mask,
        float level
    )
    {
        int size = motion.Size;
        var pieces = new GatePieces(motion, mask, level);
        int[] on = [.. points.Select(point => pieces.At(point.Handle))];
        var motions = new SimilarityDrag.Similarity?[pieces.Count];
        for (int i = 0; i < points.Count; i++)
        {
            bool moves = points[i].Length > 0;
            if (moves && on[i] < 0)
                return null;
            if (!moves || motions[on[i]] is not null)
                continue;
            PointPair[] own = [.. points.Where((_, k) => on[k] == on[i])];
            var common = SimilarityDrag.LeastSquares(own);
            float tolerance = MathF.Max(LeastTolerance, Tolerance * own.Max(point => point.Length));
            if (own.Any(point => point.Target.DistanceTo(common.Apply(point.Handle.X, point.Handle.Y)) > tolerance))
                return null;
            motions[on[i]] = common;
        }

        var (flowX, flowY, visibility) = (
            new float[size * size],
            new float[size * size],
            (float[])motion.Visibility.Clone()
        );
        for (int p = 0; p < flowX.Length; p++)
        {
            if (pieces[p] < 0 || motions[pieces[p]] is not { } similarity)
                continue;
            var target = similarity.Apply(p % size, p / size);
            (flowX[p], flowY[p], visibility[p]) = (target.X - (p % size), target.Y - (p / size), 1);
        }

        return motion with
        {
            FlowX = flowX,
            FlowY = flowY,
            Visibility = visibility,
        };
    }
}
