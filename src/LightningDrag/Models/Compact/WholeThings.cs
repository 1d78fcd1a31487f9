using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact;

/// <summary>
/// Where drags mean whole things (<see cref="DragScope.Thing"/>) only their outlines are to be predicted; how they move is known: each piece that the
/// gate holds goes by the similarity of the handles on it, a shift where there is one handle, and nothing else moves.
/// </summary>
internal static class WholeThings
{
    /// <summary>A pixel belongs to a thing where the gate says so rather than not.</summary>
    private const float LeastGate = 0.5f;

    /// <summary>A handle may miss its thing by so many window pixels: people take hold of rims, too.</summary>
    private const int Reach = 4;

    /// <summary>Handles of one thing that miss their common similarity by more than this share of the longest drag bend it.</summary>
    private const float Tolerance = 0.15f;

    private const float LeastTolerance = 1.5f;

    /// <summary>The motion with things moved as wholes; null where a handle is on none, or bends one: then the network's motion holds.</summary>
    /// <param name="motion">The network's motion; left unchanged.</param>
    /// <param name="points">Pairs in pixels of the window grid. A pin on a thing that moves holds it there: it turns about the pin.</param>
    /// <param name="mask">Size × Size values: above 0 may change.</param>
    public static MotionField? Apply(MotionField motion, IReadOnlyList<PointPair> points, ReadOnlySpan<float> mask)
    {
        int size = motion.Size;
        int[] pieces = Pieces(motion, mask, out int count);
        var on = points.Select(point => PieceAt(pieces, size, point.Handle)).ToArray();
        var motions = new SimilarityDrag.Similarity?[count];
        for (int i = 0; i < points.Count; i++)
        {
            bool moves = points[i].Length > 0;
            if (moves && on[i] < 0) return null;
            if (!moves || motions[on[i]] is not null) continue;
            PointPair[] own = [.. points.Where((_, k) => on[k] == on[i])];
            var common = SimilarityDrag.LeastSquares(own);
            float tolerance = MathF.Max(LeastTolerance, Tolerance * own.Max(point => point.Length));
            if (own.Any(point => point.Target.DistanceTo(common.Apply(point.Handle.X, point.Handle.Y)) > tolerance)) return null;
            motions[on[i]] = common;
        }

        var (flowX, flowY, visibility) = (new float[pieces.Length], new float[pieces.Length], (float[])motion.Visibility.Clone());
        for (int p = 0; p < pieces.Length; p++)
        {
            if (pieces[p] < 0 || motions[pieces[p]] is not { } similarity) continue;
            var target = similarity.Apply(p % size, p / size);
            (flowX[p], flowY[p], visibility[p]) = (target.X - (p % size), target.Y - (p / size), 1);
        }

        return motion with { FlowX = flowX, FlowY = flowY, Visibility = visibility };
    }

    /// <summary>The connected pieces (of 4 neighbours) that the gate holds, numbered from 0; −1 elsewhere.</summary>
    private static int[] Pieces(MotionField motion, ReadOnlySpan<float> mask, out int count)
    {
        int size = motion.Size;
        var pieces = new int[size * size];
        for (int p = 0; p < pieces.Length; p++) pieces[p] = mask[p] > 0 && motion.Gate[p] >= LeastGate ? int.MaxValue : -1;
        count = 0;
        var walk = new Stack<int>();
        for (int start = 0; start < pieces.Length; start++)
        {
            if (pieces[start] != int.MaxValue) continue;
            int number = count++;
            Visit(start);
            while (walk.TryPop(out int p))
            {
                if (p % size > 0) Visit(p - 1);
                if (p % size < size - 1) Visit(p + 1);
                if (p >= size) Visit(p - size);
                if (p < pieces.Length - size) Visit(p + size);
            }

            void Visit(int p)
            {
                if (pieces[p] != int.MaxValue) return;
                pieces[p] = number;
                walk.Push(p);
            }
        }

        return pieces;
    }

    /// <summary>The piece nearest to a handle, within reach; −1 where there is none.</summary>
    private static int PieceAt(int[] pieces, int size, PixelPoint handle)
    {
        int x0 = (int)MathF.Round(handle.X), y0 = (int)MathF.Round(handle.Y), best = -1, nearest = int.MaxValue;
        for (int y = Math.Max(0, y0 - Reach); y <= Math.Min(size - 1, y0 + Reach); y++)
        {
            for (int x = Math.Max(0, x0 - Reach); x <= Math.Min(size - 1, x0 + Reach); x++)
            {
                int distance = ((x - x0) * (x - x0)) + ((y - y0) * (y - y0));
                if (pieces[(y * size) + x] >= 0 && distance < nearest) (best, nearest) = (pieces[(y * size) + x], distance);
            }
        }

        return best;
    }
}
