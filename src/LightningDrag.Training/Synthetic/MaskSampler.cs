namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Draws the mask that a person might paint for an edit: all that moves in the source or has moved in the target,
/// dilated by 3–31 px (in a window of 256), in 30 % of cases its bounding box, now and then its convex hull.
/// </summary>
internal static class MaskSampler
{
    private const float BoxShare = 0.3f;
    private const float HullShare = 0.1f;
    private const float WholeShare = 0.08f;
    private const float WholeShareOfThings = 0.32f;
    private const float CircleShare = 0.2f;
    private const float CutShare = 0.1f;

    /// <summary>
    /// Makes a mask around <paramref name="moving"/> (size × size, 1 = moves, in either frame), which it always
    /// contains.
    /// </summary>
    public static byte[] Draw(ref CounterRandom random, byte[] moving, int size)
    {
        byte[] mask = MaskDilation.Dilate(moving, size, random.LogRange(3, 31) * size / 256);
        float kind = random.Unit();
        if (kind < BoxShare)
            FillRows(mask, size, BoundingBox);
        else if (kind < BoxShare + HullShare)
            FillRows(mask, size, ConvexHull);
        return mask;
    }

    /// <summary>
    /// Masks of every kind that people and programs give: mostly as above; the whole window, where nobody said what may
    /// change (then the network says it); and of things a rough circle around where they are, or a mask that cuts
    /// through them.
    /// </summary>
    /// <param name="random">Source of randomness.</param>
    /// <param name="moving">1 = moves, in either frame.</param>
    /// <param name="before">1 = moves, in the source.</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="isOfThings">Whether whole things move.</param>
    public static byte[] DrawAny(ref CounterRandom random, byte[] moving, byte[] before, int size, bool isOfThings)
    {
        float kind = random.Unit();
        if (kind < (isOfThings ? WholeShareOfThings : WholeShare))
        {
            var whole = new byte[moving.Length];
            Array.Fill(whole, (byte)1);
            return whole;
        }

        if (isOfThings && kind < WholeShareOfThings + CircleShare)
        {
            var circle = (byte[])before.Clone();
            FillRows(circle, size, ConvexHull);
            return MaskDilation.Dilate(circle, size, random.Range(0.01f, 0.09f) * size);
        }

        byte[] mask = Draw(ref random, moving, size);
        return isOfThings && kind > 1 - CutShare ? Cut(ref random, mask, before, size) : mask;
    }

    /// <summary>
    /// The mask on one side of a line through something that moves; the mask itself where too little of that would be
    /// left.
    /// </summary>
    private static byte[] Cut(ref CounterRandom random, byte[] mask, byte[] before, int size)
    {
        int through = Array.IndexOf(before, (byte)1, random.Index(before.Length));
        if (through < 0)
            return mask;
        var (sine, cosine) = MathF.SinCos(random.Range(0, MathF.Tau));
        int x = through % size,
            y = through / size,
            kept = 0,
            all = 0;
        var cut = (byte[])mask.Clone();
        for (int i = 0; i < cut.Length; i++)
        {
            if ((cosine * ((i % size) - x)) + (sine * ((i / size) - y)) > 0)
                cut[i] = 0;
            all += before[i];
            kept += before[i] & cut[i];
        }

        return kept * 3 > all ? cut : mask;
    }

    /// <summary>
    /// First and last marked column of each row (first above last: none), widened by a rule, then filled between.
    /// </summary>
    private static void FillRows(byte[] mask, int size, Action<int[], int[]> widen)
    {
        int[] first = new int[size],
            last = new int[size];
        for (int y = 0; y < size; y++)
        {
            var row = mask.AsSpan(y * size, size);
            first[y] = row.IndexOf((byte)1);
            last[y] = row.LastIndexOf((byte)1);
            if (first[y] < 0)
                first[y] = int.MaxValue;
        }

        widen(first, last);
        for (int y = 0; y < size; y++)
        {
            if (first[y] <= last[y])
                mask.AsSpan((y * size) + first[y], last[y] - first[y] + 1).Fill(1);
        }
    }

    private static void BoundingBox(int[] first, int[] last)
    {
        int left = first.Min(),
            right = last.Max();
        int top = Array.FindIndex(last, column => column >= 0),
            bottom = Array.FindLastIndex(last, column => column >= 0);
        for (int y = Math.Max(0, top); y <= bottom; y++)
            (first[y], last[y]) = (left, right);
    }

    private static void ConvexHull(int[] first, int[] last)
    {
        int top = Array.FindIndex(last, column => column >= 0),
            bottom = Array.FindLastIndex(last, column => column >= 0);
        if (top < 0)
            return;
        Bulge(first, top, bottom, -1);
        Bulge(last, top, bottom, 1);
    }

    /// <summary>
    /// Replaces the border columns by their convex hull on the outer side: the monotone chain of Andrew (1979) over
    /// rows.
    /// </summary>
    private static void Bulge(int[] border, int top, int bottom, int side)
    {
        List<int> chain = [];
        for (int y = top; y <= bottom; y++)
        {
            if (border[y] is < 0 or int.MaxValue)
                continue;
            while (chain.Count > 1 && IsInside(chain[^2], chain[^1], y))
                chain.RemoveAt(chain.Count - 1);
            chain.Add(y);
        }

        for (int i = 1; i < chain.Count; i++)
        {
            int from = chain[i - 1],
                to = chain[i],
                start = border[from],
                end = border[to];
            for (int y = from + 1; y < to; y++)
            {
                float column = start + ((end - start) * (float)(y - from) / (to - from));
                border[y] = (int)(side > 0 ? MathF.Ceiling(column) : MathF.Floor(column));
            }
        }

        bool IsInside(int before, int middle, int after) =>
            (long)side * (border[middle] - border[before]) * (after - before)
            <= (long)side * (border[after] - border[before]) * (middle - before);
    }
}
