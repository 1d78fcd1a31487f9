using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// One scale of the exemplar filler: the picture, what may be copied, what is to be filled, and the copies found so
/// far.
/// </summary>
internal sealed class PatchLevel
{
    /// <summary>Patches are (2·Radius + 1)² pixels.</summary>
    public const int Radius = 3;

    // A filled pixel counts the less in a patch the deeper it lies in the hole (Wexler et al. 2007, section 3.1: γ =
    // 1.3).
    private const float ConfidenceDecay = 1.3f,
        LeastConfidence = 0.05f;

    /// <param name="size">Side of the square.</param>
    /// <param name="colours">The picture with a first guess for what is not known.</param>
    /// <param name="known">The static layer.</param>
    /// <param name="wanted">What is to be filled.</param>
    /// <param name="energy">How lively the picture is where it is known.</param>
    /// <param name="scratch">Lends its arrays.</param>
    private PatchLevel(int size, Vector4[] colours, bool[] known, bool[] wanted, float[] energy, ScratchArrays scratch)
    {
        (Size, Colours, Wanted, Scratch) = (size, colours, wanted, scratch);
        IsSource = Morphology.Erode(known, size, Radius, scratch);
        Copy = scratch.Take<int>(known.Length);
        Array.Fill(Copy, -1);
        Distance = scratch.Take<float>(known.Length);
        Confidence = Confidences(known, wanted, size, scratch);
        PatchWeight = scratch.Take<float>(known.Length);

        bool[] around = Morphology.Dilate(wanted, size, Radius, scratch);
        int[] sources = scratch.Take<int>(known.Length),
            patches = scratch.Take<int>(known.Length);
        int sourceCount = 0,
            patchCount = 0;
        for (int p = 0; p < known.Length; p++)
        {
            if (IsSource[p])
                sources[sourceCount++] = p;
            if (around[p] && (known[p] || wanted[p]))
                patches[patchCount++] = p;
        }

        Sources = new ArraySegment<int>(sources, 0, sourceCount);
        Patches = new ArraySegment<int>(patches, 0, patchCount);
        foreach (int p in Patches)
            PatchWeight[p] = SumOfConfidence(p);
        Liveliness = Rendering.Liveliness.Of(energy, IsSource, size, scratch);
    }

    public int Size { get; }

    /// <summary>Lends arrays to whoever works on the level.</summary>
    public ScratchArrays Scratch { get; }

    /// <summary>The picture; the filled part changes from round to round.</summary>
    public Vector4[] Colours { get; }

    /// <summary>Pixels to fill.</summary>
    public bool[] Wanted { get; }

    /// <summary>Centres of patches that lie wholly in the static layer.</summary>
    public bool[] IsSource { get; }

    /// <summary>The same as a list.</summary>
    public ArraySegment<int> Sources { get; }

    /// <summary>Centres of the patches that reach into the hole, in rows.</summary>
    public ArraySegment<int> Patches { get; }

    /// <summary>
    /// For each of <see cref="Patches"/>, the centre of the source patch that looks most like it; −1 where none was
    /// found yet.
    /// </summary>
    public int[] Copy { get; }

    /// <summary>How much they differ: mean squared difference.</summary>
    public float[] Distance { get; }

    /// <summary>Weight of a pixel when patches are compared: 1 known, less in the hole, 0 in the moved layer.</summary>
    public Vector4[] Confidence { get; }

    /// <summary>For each of <see cref="Patches"/>, the sum of its pixels' confidence.</summary>
    public float[] PatchWeight { get; }

    /// <summary>How lively the picture is around each pixel, in the hole as far as its rim tells.</summary>
    public float[] Liveliness { get; }

    /// <summary>The finest level.</summary>
    public static PatchLevel Finest(BackgroundProblem problem)
    {
        int size = problem.Image.Size;
        bool[] known = problem.Scratch.Take<bool>(problem.Moved.Length);
        for (int p = 0; p < known.Length; p++)
            known[p] = !problem.Moved[p];
        Vector4[] colours = problem.Scratch.Copy(problem.Image.Pixels);
        PatchLevel? level = null;
        Parallel.Invoke(
            () => Membrane.Solve(colours, problem.Moved, size, problem.Scratch),
            () => level = new PatchLevel(size, colours, known, problem.Wanted, problem.Image.Energy, problem.Scratch)
        );
        return level!;
    }

    /// <summary>Pixels from the hole's rim to its innermost pixel.</summary>
    public int HoleDepth()
    {
        int depth = 0;
        for (bool[] rest = Wanted; rest.AsSpan().Contains(true); depth++)
            rest = Morphology.Erode(rest, Size, scratch: Scratch);
        return depth;
    }

    /// <summary>The level at half the resolution.</summary>
    public PatchLevel Coarser(bool[] moved, out bool[] coarseMoved)
    {
        int half = Size / 2;
        Vector4[] colours = Scratch.Take<Vector4>(half * half);
        bool[] wanted = Scratch.Take<bool>(half * half),
            known = Scratch.Take<bool>(half * half);
        coarseMoved = Scratch.Take<bool>(half * half);
        for (int q = 0; q < colours.Length; q++)
        {
            int p = (q / half * 2 * Size) + (q % half * 2);
            colours[q] = 0.25f * (Colours[p] + Colours[p + 1] + Colours[p + Size] + Colours[p + Size + 1]);
            wanted[q] = Wanted[p] || Wanted[p + 1] || Wanted[p + Size] || Wanted[p + Size + 1];
            coarseMoved[q] = moved[p] || moved[p + 1] || moved[p + Size] || moved[p + Size + 1];
            known[q] = !coarseMoved[q];
        }

        return new PatchLevel(half, colours, known, wanted, Rendering.Liveliness.Energy(colours, half), Scratch);
    }

    /// <summary>Starts from the copies of the next coarser level.</summary>
    public void StartFrom(PatchLevel coarser)
    {
        foreach (int p in Patches)
        {
            int x = p % Size,
                y = p / Size,
                q = (Math.Min(y / 2, coarser.Size - 1) * coarser.Size) + Math.Min(x / 2, coarser.Size - 1);
            int copy = coarser.Copy[q];
            int sourceX = (copy % coarser.Size * 2) + (x & 1),
                sourceY = (copy / coarser.Size * 2) + (y & 1);
            int source = (Math.Min(sourceY, Size - 1) * Size) + Math.Min(sourceX, Size - 1);
            Copy[p] = copy >= 0 && IsSource[source] ? source : -1;
        }
    }

    /// <summary>
    /// Mean colour around <paramref name="centre"/> of the pixels that in the patch around <paramref name="p"/> do not
    /// belong to the moved layer.
    /// </summary>
    public Vector4 Mean(int p, int centre)
    {
        int x0 = p % Size,
            y0 = p / Size,
            count = 0;
        Vector4 sum = Vector4.Zero;
        for (int y = Math.Max(0, y0 - Radius); y <= Math.Min(Size - 1, y0 + Radius); y++)
        {
            for (int q = (y * Size) + Math.Max(0, x0 - Radius); q <= (y * Size) + Math.Min(Size - 1, x0 + Radius); q++)
            {
                if (Confidence[q].X == 0)
                    continue;
                sum += Colours[q + centre - p];
                count++;
            }
        }

        return sum / count;
    }

    private float SumOfConfidence(int p)
    {
        int x0 = p % Size,
            y0 = p / Size;
        float sum = 0;
        for (int y = Math.Max(0, y0 - Radius); y <= Math.Min(Size - 1, y0 + Radius); y++)
        {
            for (int x = Math.Max(0, x0 - Radius); x <= Math.Min(Size - 1, x0 + Radius); x++)
                sum += Confidence[(y * Size) + x].X;
        }

        return sum;
    }

    private static Vector4[] Confidences(bool[] known, bool[] wanted, int size, ScratchArrays scratch)
    {
        int[] depth = DistanceToKnown(known, size, scratch);
        Vector4[] confidence = scratch.Take<Vector4>(known.Length);
        for (int p = 0; p < known.Length; p++)
        {
            if (known[p])
                confidence[p] = Vector4.One;
            else if (wanted[p])
                confidence[p] = new Vector4(MathF.Max(LeastConfidence, MathF.Pow(ConfidenceDecay, -depth[p])));
        }

        return confidence;
    }

    /// <summary>
    /// Steps in any of the eight directions to the next known pixel (two sweeps; Rosenfeld and Pfaltz 1966).
    /// </summary>
    private static int[] DistanceToKnown(bool[] known, int size, ScratchArrays scratch)
    {
        int[] distance = scratch.Take<int>(known.Length);
        for (int p = 0; p < known.Length; p++)
        {
            distance[p] = known[p] ? 0 : size;
            Offer(p, -1);
        }

        for (int p = known.Length - 1; p >= 0; p--)
            Offer(p, 1);
        return distance;

        void Offer(int p, int step)
        {
            if (distance[p] == 0)
                return;
            int x = p % size,
                row = p + (step * size);
            if ((uint)(x + step) < (uint)size)
                Shorten(p + step);
            if ((uint)row >= (uint)distance.Length)
                return;
            Shorten(row);
            if (x > 0)
                Shorten(row - 1);
            if (x < size - 1)
                Shorten(row + 1);

            void Shorten(int q) => distance[p] = Math.Min(distance[p], distance[q] + 1);
        }
    }
}
