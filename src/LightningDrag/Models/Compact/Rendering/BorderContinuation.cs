namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// The background ends where the picture does: what moves in from beyond the border is more of the thing that the
/// border cut, not something that it uncovered. Such a part of a hole continues the thing's border pixels, as a tear
/// within it would; the rest of the hole is left to the filler.
/// </summary>
internal static class BorderContinuation
{
    /// <summary>
    /// Closes, in place, those pixels of holes that the motion beside them brings from outside the grid.
    /// </summary>
    public static void Close(BackwardMap map, ScratchArrays scratch)
    {
        if (!map.Hole.AsSpan().Contains(true))
            return;
        int[] nearest = NearestMoving(map, scratch);
        int size = map.Size;
        for (int p = 0; p < nearest.Length; p++)
        {
            if (!map.Hole[p] || nearest[p] < 0)
                continue;
            float dx = map.OffsetX[nearest[p]],
                dy = map.OffsetY[nearest[p]],
                x = (p % size) + dx,
                y = (p / size) + dy;
            if (x >= -0.5f && y >= -0.5f && x <= size - 0.5f && y <= size - 0.5f)
                continue;
            (map.OffsetX[p], map.OffsetY[p], map.Hole[p]) = (dx, dy, false);
        }
    }

    /// <summary>
    /// For each pixel of a hole the moving pixel beside the hole that is reached by the fewest steps within it; −1
    /// where the rim stands still.
    /// </summary>
    private static int[] NearestMoving(BackwardMap map, ScratchArrays scratch)
    {
        int size = map.Size;
        int[] nearest = scratch.Take<int>(map.Hole.Length);
        Array.Fill(nearest, -1);
        var walk = new Queue<int>();
        for (int p = 0; p < nearest.Length; p++)
        {
            if (
                map.Hole[p]
                || (Math.Abs(map.OffsetX[p]) < HoleClosing.Still && Math.Abs(map.OffsetY[p]) < HoleClosing.Still)
            )
                continue;
            nearest[p] = p;
            Spread(p);
        }

        while (walk.TryDequeue(out int p))
            Spread(p);
        return nearest;

        void Spread(int p)
        {
            int x = p % size;
            Visit(x > 0, p - 1, p);
            Visit(x < size - 1, p + 1, p);
            Visit(p >= size, p - size, p);
            Visit(p < nearest.Length - size, p + size, p);
        }

        void Visit(bool inside, int q, int from)
        {
            if (!inside || !map.Hole[q] || nearest[q] >= 0)
                return;
            nearest[q] = nearest[from];
            walk.Enqueue(q);
        }
    }
}
