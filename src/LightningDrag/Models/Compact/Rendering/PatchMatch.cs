using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Finds for each patch that reaches into the hole a patch of the static layer that looks like it (PatchMatch, Barnes
/// et al. 2009): neighbours propose their copies, moved along, and random tries around the best so far widen the
/// search.
/// </summary>
/// <remarks>
/// Two halves share the patches, each with random numbers of its own, and neither looks at what the other is changing:
/// the result is the same on any number of threads. Where they part moves from pass to pass, so that good copies spread
/// across.
/// </remarks>
/// <param name="level">What is filled.</param>
/// <param name="seed">Decides the random tries.</param>
/// <param name="isShared">Whether two threads work at once.</param>
internal sealed class PatchMatch(PatchLevel level, ulong seed, bool isShared)
{
    private const int Radius = PatchLevel.Radius;

    // Of the patches, what the first half has in passes forward and back.
    private const float FirstShareForward = 0.47f,
        FirstShareBack = 0.53f;

    // Among patches that look alike the nearer one: squared levels for a copy from the other end of the window.
    private const float FarPenalty = 200f;

    // What a difference in liveliness weighs against one in colour. Measured with true motion on synthetic pairs:
    // texture in holes 0.61 of the truth's without it, 0.76 with,
    // 0.78 with twice as much; PSNR there 20.9, 20.7 and 20.6 dB.
    private const float LivelinessPenalty = 4f;

    // Passes end when fewer better copies than this were found, in patches: the votes that follow change more.
    private const float WorthAnotherPass = 0.125f;

    private readonly RandomNumbers first = new(2 * seed),
        second = new((2 * seed) + 1);

    /// <summary>Improves the copies, in as many passes at most.</summary>
    public void Improve(int passes)
    {
        for (int pass = 0; pass < passes; pass++)
        {
            bool forward = (pass & 1) == 0;
            int border = (int)(level.Patches.Count * (forward ? FirstShareForward : FirstShareBack)),
                improved = 0,
                alsoImproved = 0;
            Halves.Do(
                isShared,
                () => improved = Pass(0, border, forward, first),
                () => alsoImproved = Pass(border, level.Patches.Count, forward, second)
            );
            if (improved + alsoImproved < level.Patches.Count * WorthAnotherPass)
                break;
        }
    }

    /// <summary>Measures the copies after the picture changed; patches without a copy get a random one.</summary>
    public void Measure()
    {
        foreach (int p in level.Patches)
        {
            if (level.Copy[p] < 0)
                level.Copy[p] = level.Sources[first.Next(level.Sources.Count)];
        }

        int middle = level.Patches.Count / 2;
        Halves.Do(isShared, () => Measure(0, middle), () => Measure(middle, level.Patches.Count));
    }

    private void Measure(int from, int to)
    {
        foreach (int p in level.Patches.AsSpan(from..to))
        {
            level.Distance[p] = Difference(
                new Spot(p, level.Size),
                new Spot(level.Copy[p], level.Size),
                float.MaxValue
            );
        }
    }

    /// <summary>Looks once for a better copy of each patch.</summary>
    /// <returns>How many better copies were found.</returns>
    private int Pass(int from, int to, bool forward, RandomNumbers random)
    {
        if (from == to)
            return 0;
        int step = forward ? 1 : -1,
            last = level.Patches[to - 1],
            improved = 0;
        for (int i = forward ? from : to - 1; i >= from && i < to; i += step)
        {
            var patch = new Spot(level.Patches[i], level.Size);
            Propagate(patch, patch.Index - step, step);
            Propagate(patch, patch.Index - (step * level.Size), step * level.Size);
            improved += SearchRandomly(patch, random);
        }

        return improved;

        // Patches are in rows: those of this half lie between its first and its last.
        void Propagate(in Spot patch, int neighbour, int offset)
        {
            if (neighbour >= level.Patches[from] && neighbour <= last && TryBeside(patch, neighbour, offset))
                improved++;
        }
    }

    private bool TryBeside(in Spot patch, int neighbour, int step)
    {
        if (level.Copy[neighbour] < 0)
            return false;
        int copy = level.Copy[neighbour] + step;
        return (uint)copy < (uint)level.Copy.Length && level.IsSource[copy] && Try(patch, new Spot(copy, level.Size));
    }

    /// <returns>How many better copies were found.</returns>
    private int SearchRandomly(in Spot patch, RandomNumbers random)
    {
        int size = level.Size,
            improved = 0;
        var best = new Spot(level.Copy[patch.Index], size);
        for (int reach = size / 2; reach >= 1; reach /= 2)
        {
            int x = best.X + random.Next((2 * reach) + 1) - reach,
                y = best.Y + random.Next((2 * reach) + 1) - reach;
            if ((uint)x >= (uint)size || (uint)y >= (uint)size || !level.IsSource[(y * size) + x])
                continue;
            var copy = new Spot((y * size) + x, x, y);
            if (!Try(patch, copy))
                continue;
            best = copy;
            improved++;
        }

        return improved;
    }

    private bool Try(in Spot patch, in Spot copy)
    {
        if (copy.Index == level.Copy[patch.Index])
            return false;
        float distance = Difference(patch, copy, level.Distance[patch.Index]);
        if (!(distance < level.Distance[patch.Index]))
            return false;
        (level.Copy[patch.Index], level.Distance[patch.Index]) = (copy.Index, distance);
        return true;
    }

    /// <summary>
    /// Weighted mean squared difference of two patches plus the penalties for a far copy and for one that is more or
    /// less lively; gives up beyond <paramref name="limit"/>.
    /// </summary>
    private float Difference(in Spot patch, in Spot copy, float limit)
    {
        int size = level.Size,
            dx = copy.X - patch.X,
            dy = copy.Y - patch.Y;
        float penalty = FarPenalty * MathF.Sqrt((dx * dx) + (dy * dy)) / size;
        float unlike = level.Liveliness[patch.Index] - level.Liveliness[copy.Index];
        penalty += LivelinessPenalty * unlike * unlike;
        float weights = level.PatchWeight[patch.Index],
            allowed = (limit - penalty) * weights;
        if (allowed <= 0)
            return float.MaxValue;
        bool isWhole = patch.X >= Radius && patch.Y >= Radius && patch.X < size - Radius && patch.Y < size - Radius;
        float sum = isWhole
            ? SumOfWhole(patch.Index, copy.Index, allowed)
            : SumOfPart(patch.Index, copy.Index, allowed);
        return sum > allowed ? float.MaxValue : (sum / weights) + penalty;
    }

    /// <summary>
    /// Squared differences of two patches that lie inside the grid, two pixels at a time; gives up beyond
    /// <paramref name="limit"/>.
    /// </summary>
    private float SumOfWhole(int p, int copy, float limit)
    {
        const int floats = 4;
        int offset = (Radius * level.Size) + Radius,
            stride = level.Size * floats;
        ref float ours = ref Unsafe.As<Vector4, float>(ref level.Colours[p - offset]),
            theirs = ref Unsafe.As<Vector4, float>(ref level.Colours[copy - offset]);
        ref float confidence = ref Unsafe.As<Vector4, float>(ref level.Confidence[p - offset]);
        Vector256<float> sum = Vector256<float>.Zero;
        for (int row = 0; row <= 2 * Radius; row++)
        {
            nuint at = (nuint)(row * stride);
            Vector256<float> a = Vector256.LoadUnsafe(ref ours, at) - Vector256.LoadUnsafe(ref theirs, at);
            Vector256<float> b = Vector256.LoadUnsafe(ref ours, at + 8) - Vector256.LoadUnsafe(ref theirs, at + 8);
            Vector256<float> c = Vector256.LoadUnsafe(ref ours, at + 16) - Vector256.LoadUnsafe(ref theirs, at + 16);
            Vector128<float> d = Vector128.LoadUnsafe(ref ours, at + 24) - Vector128.LoadUnsafe(ref theirs, at + 24);
            sum +=
                (a * a * Vector256.LoadUnsafe(ref confidence, at))
                + (b * b * Vector256.LoadUnsafe(ref confidence, at + 8))
                + (c * c * Vector256.LoadUnsafe(ref confidence, at + 16))
                + (d * d * Vector128.LoadUnsafe(ref confidence, at + 24)).ToVector256();
            if ((row & 1) != 0 && Vector256.Sum(sum) > limit)
                return float.MaxValue;
        }

        return Vector256.Sum(sum);
    }

    /// <summary>The same where a patch reaches beyond the grid.</summary>
    private float SumOfPart(int p, int copy, float limit)
    {
        int size = level.Size,
            x0 = p % size,
            y0 = p / size;
        int left = Math.Max(-Radius, -x0),
            right = Math.Min(Radius, size - 1 - x0),
            top = Math.Max(-Radius, -y0),
            bottom = Math.Min(Radius, size - 1 - y0);
        Vector4 sum = Vector4.Zero;
        for (int dy = top; dy <= bottom; dy++)
        {
            int start = (dy * size) + left,
                width = right - left + 1;
            ReadOnlySpan<Vector4> ours = level.Colours.AsSpan(p + start, width),
                theirs = level.Colours.AsSpan(copy + start, width),
                confidence = level.Confidence.AsSpan(p + start, width);
            for (int i = 0; i < width; i++)
            {
                Vector4 difference = ours[i] - theirs[i];
                sum += confidence[i] * difference * difference;
            }

            if (Vector4.Dot(sum, Vector4.One) > limit)
                return float.MaxValue;
        }

        return Vector4.Dot(sum, Vector4.One);
    }

    /// <summary>A pixel of the level.</summary>
    private readonly record struct Spot(int Index, int X, int Y)
    {
        public Spot(int index, int size)
            : this(index, index % size, index / size) { }
    }

    /// <summary>Random numbers of one thread: xorshift64* (Vigna 2016).</summary>
    private sealed class RandomNumbers(ulong seed)
    {
        private ulong state = (seed * 0x9E3779B97F4A7C15UL) + 0xD1B54A32D192ED03UL;

        /// <summary>At least 0, less than <paramref name="bound"/>.</summary>
        public int Next(int bound)
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            return (int)((((state * 0x2545F4914F6CDD1DUL) >> 32) * (ulong)bound) >> 32);
        }
    }
}
