namespace LightningDrag.Models.Compact;

/// <summary>
/// The area that an edit needs, from the motion that the network predicts when nobody has said what may change: what moves, where that lands, what
/// it uncovers (which is where it was), and a margin for seams. All arrays have Size × Size elements, row by row.
/// </summary>
internal static class MovedArea
{
    /// <summary>Pixels that the gate gives less are left where they are.</summary>
    private const float LeastGate = 0.5f;

    /// <summary>Motion below this many window pixels is none.</summary>
    private const float Still = 0.75f;

    /// <summary>1 where the picture changes.</summary>
    /// <param name="motion">What the network predicts with the whole window editable.</param>
    /// <param name="handles">Handles in window pixels: of what moves, only pieces that hold one count. None: all pieces.</param>
    /// <param name="margin">Added around, in window pixels.</param>
    public static byte[] Of(MotionField motion, IReadOnlyList<(float X, float Y)> handles, float margin)
    {
        int size = motion.Size;
        byte[] moves = Moving(motion);
        if (handles.Count > 0) moves = PiecesUnder(moves, handles, size);
        var area = (byte[])moves.Clone();
        for (int p = 0; p < moves.Length; p++)
        {
            if (moves[p] == 0) continue;
            int x = (int)MathF.Round((p % size) + motion.FlowX[p]), y = (int)MathF.Round((p / size) + motion.FlowY[p]);
            if ((uint)x < (uint)size && (uint)y < (uint)size) area[(y * size) + x] = 1;
        }

        // Where a stretched thing lands there are gaps between its pixels; the margin closes them.
        return Widen(area, size, MathF.Max(margin, 2));
    }

    /// <summary>1 where the network says that a pixel moves.</summary>
    public static byte[] Moving(MotionField motion)
    {
        var moves = new byte[motion.Size * motion.Size];
        for (int p = 0; p < moves.Length; p++)
        {
            float fx = motion.FlowX[p], fy = motion.FlowY[p];
            bool isMoved = motion.Gate[p] >= LeastGate && (fx * fx) + (fy * fy) > Still * Still;
            moves[p] = isMoved ? (byte)1 : (byte)0;
        }

        return moves;
    }

    /// <summary>The connected pieces (of 4 neighbours) that hold a handle, or come within two pixels of one.</summary>
    private static byte[] PiecesUnder(byte[] moves, IReadOnlyList<(float X, float Y)> handles, int size)
    {
        const int reach = 2;
        var kept = new byte[moves.Length];
        var walk = new Stack<int>();
        foreach (var (handleX, handleY) in handles)
        {
            for (int dy = -reach; dy <= reach; dy++)
            {
                for (int dx = -reach; dx <= reach; dx++) Visit((int)MathF.Round(handleX) + dx, (int)MathF.Round(handleY) + dy);
            }
        }

        while (walk.TryPop(out int p))
        {
            int x = p % size, y = p / size;
            Visit(x - 1, y);
            Visit(x + 1, y);
            Visit(x, y - 1);
            Visit(x, y + 1);
        }

        return kept;

        void Visit(int x, int y)
        {
            if ((uint)x >= (uint)size || (uint)y >= (uint)size) return;
            int p = (y * size) + x;
            if (moves[p] == 0 || kept[p] != 0) return;
            kept[p] = 1;
            walk.Push(p);
        }
    }

    private static byte[] Widen(byte[] area, int size, float margin)
    {
        var still = Array.ConvertAll(area, value => (byte)(1 - value));
        float[] distance = Imaging.DistanceTransform.ToNearestZero(still, size, size, margin + 2);
        return Array.ConvertAll(distance, d => d <= margin ? (byte)1 : (byte)0);
    }
}
