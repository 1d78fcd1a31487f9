namespace LightningDrag.Models.Compact;

/// <summary>
/// Keeps what crosses the mask's border in one piece. The network is trained on masks that hold all that moves; people
/// also paint masks that cut through a face or a cup, and motion that ends abruptly at the border would tear it. The
/// motion found in the mask's outermost ring is taken back there, and ever less of it further inside: f(x) ← f(x) −
/// f(r(x))·exp(−D(x)/ℓ), r(x) the nearest pixel of the ring at distance D, ℓ = 1.5·|f(r)| + 2 px so that neither folds
/// nor cracks appear. Where the ring does not move, as around a whole object, nothing changes.
/// </summary>
internal static class BorderContinuity
{
    /// <summary>Reach of the correction per pixel of motion: above 1, else the motion would fold.</summary>
    private const float ReachPerMotion = 1.5f;

    private const float ShortestReach = 2f;

    /// <summary>Motion of the ring below this many pixels tears nothing visible.</summary>
    private const float Still = 0.25f;

    /// <summary>The motion with what crosses the border held there.</summary>
    /// <param name="motion">The network's motion; left unchanged.</param>
    /// <param name="mask">Size × Size values, above 0 = may change.</param>
    public static MotionField Apply(MotionField motion, ReadOnlySpan<float> mask)
    {
        int size = motion.Size;
        var (nearest, distance) = NearestRingPixel(mask, size);
        float[] x = [.. motion.FlowX],
            y = [.. motion.FlowY];
        for (int p = 0; p < nearest.Length; p++)
        {
            int ring = nearest[p];
            if (ring < 0)
                continue;
            float fx = motion.FlowX[ring],
                fy = motion.FlowY[ring];
            float length = MathF.Sqrt((fx * fx) + (fy * fy));
            if (!(length > Still))
                continue;
            float share = MathF.Exp(-distance[p] / ((ReachPerMotion * length) + ShortestReach));
            x[p] -= share * fx;
            y[p] -= share * fy;
        }

        return motion with
        {
            FlowX = x,
            FlowY = y,
        };
    }

    /// <summary>
    /// For every pixel inside the mask the nearest inside pixel that touches the outside, and how far it is (two sweeps
    /// over the 3×3 neighbourhood; Danielsson 1980); −1 where the mask has no border.
    /// </summary>
    private static (int[] Nearest, float[] Distance) NearestRingPixel(ReadOnlySpan<float> mask, int size)
    {
        var nearest = new int[size * size];
        var distance = new float[size * size];
        Array.Fill(nearest, -1);
        Array.Fill(distance, float.PositiveInfinity);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int p = (y * size) + x;
                if (!(mask[p] > 0))
                    continue;
                bool touches =
                    (x > 0 && !(mask[p - 1] > 0))
                    || (x + 1 < size && !(mask[p + 1] > 0))
                    || (y > 0 && !(mask[p - size] > 0))
                    || (y + 1 < size && !(mask[p + size] > 0));
                if (touches)
                    (nearest[p], distance[p]) = (p, 0);
            }
        }

        for (int p = 0; p < nearest.Length; p++)
            Relax(p, -1, mask);
        for (int p = nearest.Length - 1; p >= 0; p--)
            Relax(p, 1, mask);
        return (nearest, distance);

        void Relax(int p, int step, ReadOnlySpan<float> inside)
        {
            if (!(inside[p] > 0) || distance[p] == 0)
                return;
            int x = p % size,
                y = p / size;
            Offer(x + step, y);
            Offer(x - 1, y + step);
            Offer(x, y + step);
            Offer(x + 1, y + step);

            void Offer(int fromX, int fromY)
            {
                if ((uint)fromX >= (uint)size || (uint)fromY >= (uint)size)
                    return;
                int ring = nearest[(fromY * size) + fromX];
                if (ring < 0)
                    return;
                float dx = x - (ring % size),
                    dy = y - (ring / size),
                    d = MathF.Sqrt((dx * dx) + (dy * dy));
                if (d < distance[p])
                    (nearest[p], distance[p]) = (ring, d);
            }
        }
    }
}
