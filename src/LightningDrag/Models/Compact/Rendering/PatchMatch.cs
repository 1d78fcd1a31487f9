using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Finds for each patch that reaches into the hole a patch of the static layer that looks like it (PatchMatch, Barnes et al. 2009):
/// neighbours propose their copies, moved along, and random tries around the best so far widen the search.
/// </summary>
internal sealed class PatchMatch(PatchLevel level, ulong seed)
{
    private const int Radius = PatchLevel.Radius;

    // Among patches that look alike the nearer one: squared levels for a copy from the other end of the window.
    private const float FarPenalty = 200f;

    private ulong _state = (seed * 0x9E3779B97F4A7C15UL) + 0xD1B54A32D192ED03UL;

    /// <summary>Improves the copies.</summary>
    public void Improve(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            bool forward = (round & 1) == 0;
            int step = forward ? 1 : -1;
            for (int i = forward ? 0 : level.Patches.Length - 1; (uint)i < (uint)level.Patches.Length; i += step)
            {
                int p = level.Patches[i];
                Propagate(p, p - step, step);
                Propagate(p, p - (step * level.Size), step * level.Size);
                SearchRandomly(p);
            }
        }
    }

    /// <summary>Measures the copies after the picture changed; patches without a copy get a random one.</summary>
    public void Measure()
    {
        foreach (int p in level.Patches)
        {
            if (level.Copy[p] < 0) level.Copy[p] = level.Sources[Next(level.Sources.Length)];
            level.Distance[p] = Difference(p, level.Copy[p], float.MaxValue);
        }
    }

    private void Propagate(int p, int neighbour, int step)
    {
        if ((uint)neighbour >= (uint)level.Copy.Length || level.Copy[neighbour] < 0) return;
        int copy = level.Copy[neighbour] + step;
        if ((uint)copy < (uint)level.Copy.Length && level.IsSource[copy]) Try(p, copy);
    }

    private void SearchRandomly(int p)
    {
        int size = level.Size;
        for (int reach = size / 2; reach >= 1; reach /= 2)
        {
            int best = level.Copy[p], x = (best % size) + Next((2 * reach) + 1) - reach, y = (best / size) + Next((2 * reach) + 1) - reach;
            if ((uint)x < (uint)size && (uint)y < (uint)size && level.IsSource[(y * size) + x]) Try(p, (y * size) + x);
        }
    }

    private void Try(int p, int copy)
    {
        if (copy == level.Copy[p]) return;
        float distance = Difference(p, copy, level.Distance[p]);
        if (distance < level.Distance[p]) (level.Copy[p], level.Distance[p]) = (copy, distance);
    }

    /// <summary>Weighted mean squared difference of two patches plus the penalty for a far copy; gives up beyond <paramref name="limit"/>.</summary>
    private float Difference(int p, int copy, float limit)
    {
        int size = level.Size, x0 = p % size, y0 = p / size;
        float far = Vector2.DistanceSquared(new Vector2(x0, y0), new Vector2(copy % size, copy / size)) / ((float)size * size);
        float penalty = FarPenalty * MathF.Sqrt(far);
        float weights = level.PatchWeight[p], allowed = (limit - penalty) * weights;
        if (allowed <= 0) return float.MaxValue;
        int left = Math.Max(-Radius, -x0), right = Math.Min(Radius, size - 1 - x0), top = Math.Max(-Radius, -y0), bottom = Math.Min(Radius, size - 1 - y0);
        Vector4 sum = Vector4.Zero;
        for (int dy = top; dy <= bottom; dy++)
        {
            int start = (dy * size) + left, width = right - left + 1;
            ReadOnlySpan<Vector4> ours = level.Colours.AsSpan(p + start, width), theirs = level.Colours.AsSpan(copy + start, width);
            ReadOnlySpan<float> confidence = level.Confidence.AsSpan(p + start, width);
            for (int i = 0; i < ours.Length && i < theirs.Length && i < confidence.Length; i++)
            {
                Vector4 difference = ours[i] - theirs[i];
                sum += confidence[i] * difference * difference;
            }

            if (Vector4.Dot(sum, Vector4.One) > allowed) return float.MaxValue;
        }

        return (Vector4.Dot(sum, Vector4.One) / weights) + penalty;
    }

    private int Next(int bound)
    {
        // xorshift64* (Vigna 2016).
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (int)(((_state * 0x2545F4914F6CDD1DUL) >> 33) % (ulong)bound);
    }
}
