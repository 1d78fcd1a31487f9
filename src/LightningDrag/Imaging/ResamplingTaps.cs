namespace LightningDrag.Imaging;

/// <summary>
/// For each target position on one axis, which source positions it reads and their weights (adding up to 1).
/// </summary>
internal sealed class ResamplingTaps
{
    private readonly int[] _first;
    private readonly int[] _count;
    private readonly float[] _weights;
    private readonly int _most;

    private ResamplingTaps(int target, int most) =>
        (_first, _count, _weights, _most) = (new int[target], new int[target], new float[checked(target * most)], most);

    /// <summary>
    /// Taps for resizing <paramref name="source"/> pixels to <paramref name="target"/>: area overlap or, enlarging,
    /// Catmull–Rom.
    /// </summary>
    public static ResamplingTaps Create(int source, int target)
    {
        int reach = source >= target ? (int)Math.Ceiling((double)source / target) + 1 : 4;
        var taps = new ResamplingTaps(target, Math.Min(source, reach));
        for (int x = 0; x < target; x++)
        {
            if (source >= target)
                taps.SetArea(x, source, target);
            else
                taps.SetCubic(x, source, target);
        }

        return taps;
    }

    /// <summary>
    /// Weights of target position <paramref name="x"/>, for the source positions from <paramref name="first"/> on.
    /// </summary>
    public ReadOnlySpan<float> WeightsOf(int x, out int first)
    {
        first = _first[x];
        return _weights.AsSpan(x * _most, _count[x]);
    }

    private void SetArea(int x, int source, int target)
    {
        // In units of 1/target of a source pixel everything is whole, so the overlaps are exact.
        long begin = (long)x * source,
            end = begin + source;
        int first = (int)(begin / target),
            last = (int)((end - 1) / target);
        (_first[x], _count[x]) = (first, last - first + 1);
        for (int k = first; k <= last; k++)
        {
            long overlap = Math.Min(end, ((long)k + 1) * target) - Math.Max(begin, (long)k * target);
            _weights[(x * _most) + k - first] = (float)((double)overlap / source);
        }
    }

    private void SetCubic(int x, int source, int target)
    {
        double at = ((x + 0.5) * source / target) - 0.5;
        int start = (int)Math.Floor(at) - 1;
        _first[x] = Math.Clamp(start, 0, source - _most);
        _count[x] = _most;
        for (int k = start; k < start + 4; k++)
        {
            // Beyond the border its pixel repeats.
            int tap = Math.Clamp(k, 0, source - 1) - _first[x];
            _weights[(x * _most) + tap] += (float)CatmullRom(Math.Abs(at - k));
        }
    }

    private static double CatmullRom(double d) =>
        d < 1 ? (((1.5 * d) - 2.5) * d * d) + 1
        : d < 2 ? ((((-0.5 * d) + 2.5) * d) - 4) * d + 2
        : 0;
}
