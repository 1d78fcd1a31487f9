namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Where each pixel of the target comes from, on the window grid. All arrays have Size × Size elements, row by row.
/// </summary>
/// <param name="Size">Side of the square grid.</param>
/// <param name="OffsetX">Source column minus target column, in grid pixels; 0 where <paramref name="Hole"/> is
/// set.</param>
/// <param name="OffsetY">Source row minus target row, in grid pixels; 0 where <paramref name="Hole"/> is set.</param>
/// <param name="Hole">Disocclusions: nothing of the source lands there.</param>
internal sealed record BackwardMap(int Size, float[] OffsetX, float[] OffsetY, bool[] Hole);

/// <summary>
/// Turns forward flow into a backward map: every source pixel drops its coordinates on the four target pixels around
/// where it lands, weighted bilinearly, and each target pixel averages what the topmost layer dropped (softmax
/// splatting, Niklaus and Liu 2020, with a hard choice of layer). Coordinates are averaged, never colours, so texture
/// stays sharp.
/// </summary>
internal static class ForwardSplat
{
    private const float VisibleDepth = 6f;
    private const float FullMotion = 8f;
    private const float DepthSlack = 1.5f;

    /// <summary>With less of the source on it than this a pixel is uncovered.</summary>
    internal const float MinimumCoverage = 0.35f;

    private const int CrackRadius = 4;

    // Source pixels that meet in one target pixel although their flows differ by more than this belong to different
    // layers: their coordinates must not be averaged. A shrinking or shearing layer stays below it.
    private const float SameLayer = 6f;

    /// <summary>Splats the flow.</summary>
    /// <param name="motion">Finite flow, already zero where nothing may move.</param>
    /// <param name="scratch">Lends what is needed on the way; the map is not of it.</param>
    public static BackwardMap Splat(MotionField motion, ScratchArrays scratch)
    {
        int size = motion.Size;
        float[] depths = Depths(motion, scratch),
            topDepth = Maximum3x3(Topmost(motion, depths, scratch, out int[] topSource), size, scratch);
        var top = new Layer(size, scratch);
        var other = new Layer(size, scratch);
        for (int y = 0, source = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++, source++)
            {
                float depth = depths[source];
                if (motion.IsStill(source) && topSource[source] == source)
                {
                    // It stays, and nothing nearer comes: most of a picture.
                    if (depth >= topDepth[source] - DepthSlack)
                        top.Add(source, 1, source, x, y);
                    continue;
                }

                foreach ((int target, float weight) in new Landing(motion, source, x, y))
                {
                    if (depth < topDepth[target] - DepthSlack)
                        continue;
                    Layer layer = IsSameLayer(motion, source, topSource[target]) ? top : other;
                    layer.Add(target, weight, source, x, y);
                }
            }
        }

        var map = new BackwardMap(size, new float[size * size], new float[size * size], new bool[size * size]);
        for (int target = 0; target < topDepth.Length; target++)
        {
            // A layer that only grazes the pixel with its edge does not take it over.
            Layer layer = top.Weight[target] >= 0.5f || top.Weight[target] >= other.Weight[target] ? top : other;
            float weight = layer.Weight[target];
            if (weight < MinimumCoverage || IsSeenThrough(motion, depths, target, layer.Source[target], top, topDepth))
            {
                map.Hole[target] = true;
                continue;
            }

            map.OffsetX[target] = (layer.SumX[target] / weight) - (target % size);
            map.OffsetY[target] = (layer.SumY[target] / weight) - (target / size);
        }

        CloseCracks(map, scratch);
        return map;
    }

    /// <summary>
    /// How much of the source lands on each target pixel, in source pixels, whatever layer it belongs to.
    /// </summary>
    /// <param name="motion">Finite flow.</param>
    public static float[] Coverage(MotionField motion)
    {
        var coverage = new float[motion.FlowX.Length];
        for (int source = 0; source < coverage.Length; source++)
        {
            foreach (
                (int target, float weight) in new Landing(motion, source, source % motion.Size, source / motion.Size)
            )
                coverage[target] += weight;
        }

        return coverage;
    }

    /// <summary>
    /// A stretched layer leaves pixels thinly covered or untouched, and what lies below must not shine through: it does
    /// where a nearer layer covers two opposite neighbours.
    /// </summary>
    private static bool IsSeenThrough(
        MotionField motion,
        float[] depths,
        int target,
        int shown,
        Layer top,
        float[] topDepth
    )
    {
        int size = motion.Size,
            x = target % size,
            y = target / size;
        float depth = depths[shown];
        if (topDepth[target] <= depth || x == 0 || y == 0 || x == size - 1 || y == size - 1)
            return false;
        return IsBetween(1) || IsBetween(size) || IsBetween(size + 1) || IsBetween(size - 1);

        bool IsBetween(int step) =>
            IsNearer(target - step)
            && IsNearer(target + step)
            && IsSameLayer(motion, top.Source[target - step], top.Source[target + step]);

        bool IsNearer(int neighbour) =>
            top.Weight[neighbour] >= MinimumCoverage
            && depths[top.Source[neighbour]] > depth
            && !IsSameLayer(motion, shown, top.Source[neighbour]);
    }

    /// <summary>
    /// How near each source pixel lies: what stays visible is in front, and of that what moves farther.
    /// </summary>
    private static float[] Depths(MotionField motion, ScratchArrays scratch)
    {
        float[] depths = scratch.Take<float>(motion.Size * motion.Size);
        for (int p = 0; p < depths.Length; p++)
        {
            float length = MathF.Sqrt((motion.FlowX[p] * motion.FlowX[p]) + (motion.FlowY[p] * motion.FlowY[p]));
            depths[p] = (VisibleDepth * motion.Visibility[p]) + Math.Min(length / FullMotion, 1f);
        }

        return depths;
    }

    private static bool IsSameLayer(MotionField motion, int p, int q)
    {
        float dx = motion.FlowX[p] - motion.FlowX[q],
            dy = motion.FlowY[p] - motion.FlowY[q];
        return (dx * dx) + (dy * dy) <= SameLayer * SameLayer;
    }

    private static float[] Topmost(MotionField motion, float[] depths, ScratchArrays scratch, out int[] topSource)
    {
        float[] top = scratch.Take<float>(depths.Length);
        topSource = scratch.Take<int>(depths.Length);
        Array.Fill(top, float.NegativeInfinity);
        for (int y = 0, source = 0; y < motion.Size; y++)
        {
            for (int x = 0; x < motion.Size; x++, source++)
            {
                float depth = depths[source];
                foreach ((int target, _) in new Landing(motion, source, x, y))
                {
                    if (depth <= top[target])
                        continue;
                    (top[target], topSource[target]) = (depth, source);
                }
            }
        }

        return top;
    }

    private static float[] Maximum3x3(float[] values, int size, ScratchArrays scratch)
    {
        float[] rows = scratch.Take<float>(values.Length),
            result = scratch.Take<float>(values.Length);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int p = (y * size) + x;
                rows[p] = Math.Max(values[p], Math.Max(values[x > 0 ? p - 1 : p], values[x < size - 1 ? p + 1 : p]));
            }
        }

        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int p = (y * size) + x;
                result[p] = Math.Max(rows[p], Math.Max(rows[y > 0 ? p - size : p], rows[y < size - 1 ? p + size : p]));
            }
        }

        return result;
    }

    /// <summary>
    /// Stretching tears cracks of a pixel or two (gone after a 3×3 opening of the holes): the map continues across
    /// them, as a Gaussian average (σ = 1 px) of its covered neighbours of one layer.
    /// </summary>
    private static void CloseCracks(BackwardMap map, ScratchArrays scratch)
    {
        bool[] eroded = Morphology.Erode(map.Hole, map.Size, scratch: scratch),
            opened = Morphology.Dilate(eroded, map.Size, scratch: scratch),
            uncovered = scratch.Copy(map.Hole);
        for (int p = 0; p < opened.Length; p++)
        {
            if (uncovered[p] && !opened[p])
                map.Hole[p] = !CloseCrack(map, uncovered, p);
        }
    }

    private static bool CloseCrack(BackwardMap map, bool[] uncovered, int p)
    {
        int size = map.Size,
            x0 = p % size,
            y0 = p / size,
            nearest = -1,
            nearestSquare = int.MaxValue;
        for (int y = Math.Max(0, y0 - CrackRadius); y <= Math.Min(size - 1, y0 + CrackRadius); y++)
        {
            for (int x = Math.Max(0, x0 - CrackRadius); x <= Math.Min(size - 1, x0 + CrackRadius); x++)
            {
                int square = ((x - x0) * (x - x0)) + ((y - y0) * (y - y0));
                if (uncovered[(y * size) + x] || square >= nearestSquare)
                    continue;
                (nearest, nearestSquare) = ((y * size) + x, square);
            }
        }

        if (nearest < 0)
            return false;
        float sum = 0,
            sumX = 0,
            sumY = 0;
        for (int dy = -CrackRadius; dy <= CrackRadius; dy++)
        {
            for (int dx = -CrackRadius; dx <= CrackRadius; dx++)
            {
                int q = (Reflect(y0 + dy, size) * size) + Reflect(x0 + dx, size);
                float du = map.OffsetX[q] - map.OffsetX[nearest],
                    dv = map.OffsetY[q] - map.OffsetY[nearest];
                if (uncovered[q] || (du * du) + (dv * dv) > SameLayer * SameLayer)
                    continue;
                float weight = MathF.Exp(-0.5f * ((dx * dx) + (dy * dy)));
                sum += weight;
                sumX += weight * map.OffsetX[q];
                sumY += weight * map.OffsetY[q];
            }
        }

        (map.OffsetX[p], map.OffsetY[p]) = (sumX / sum, sumY / sum);
        return true;
    }

    private static int Reflect(int i, int size) =>
        Math.Clamp(
            i < 0 ? -1 - i
                : i >= size ? (2 * size) - 1 - i
                : i,
            0,
            size - 1
        );

    private sealed class Layer(int size, ScratchArrays scratch)
    {
        public float[] Weight { get; } = scratch.Take<float>(size * size);

        public float[] SumX { get; } = scratch.Take<float>(size * size);

        public float[] SumY { get; } = scratch.Take<float>(size * size);

        /// <summary>One of the source pixels that landed here.</summary>
        public int[] Source { get; } = scratch.Take<int>(size * size);

        public void Add(int target, float weight, int source, int x, int y)
        {
            Weight[target] += weight;
            SumX[target] += weight * x;
            SumY[target] += weight * y;
            Source[target] = source;
        }
    }

    /// <summary>
    /// The up to four target pixels on which a source pixel lands, with their bilinear weights; those outside the
    /// window are left out.
    /// </summary>
    private ref struct Landing
    {
        private readonly int _size,
            _x0,
            _y0;
        private readonly float _fx,
            _fy;
        private readonly int _corners = 4;
        private int _corner = -1;

        public Landing(MotionField motion, int source, int column, int row)
        {
            _size = motion.Size;
            if (motion.IsStill(source))
            {
                (_x0, _y0, _corners) = (column, row, 1);
                return;
            }

            float x = column + motion.FlowX[source],
                y = row + motion.FlowY[source];

            // Far outside the window any place will do, as long as it fits an integer.
            x = Math.Clamp(x, -2f, _size + 1f);
            y = Math.Clamp(y, -2f, _size + 1f);
            (_x0, _y0) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
            (_fx, _fy) = (x - _x0, y - _y0);
        }

        public (int Target, float Weight) Current { get; private set; }

        public readonly Landing GetEnumerator() => this;

        public bool MoveNext()
        {
            while (++_corner < _corners)
            {
                int right = _corner & 1,
                    below = _corner >> 1,
                    x = _x0 + right,
                    y = _y0 + below;
                if ((uint)x >= (uint)_size || (uint)y >= (uint)_size)
                    continue;
                float weight = (right == 1 ? _fx : 1 - _fx) * (below == 1 ? _fy : 1 - _fy);
                if (weight <= 0)
                    continue;
                Current = ((y * _size) + x, weight);
                return true;
            }

            return false;
        }
    }
}
