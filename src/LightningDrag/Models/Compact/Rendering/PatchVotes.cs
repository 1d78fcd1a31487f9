using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Lets each hole pixel become the mean of what the patches over it would put there, the better matches counting more.
/// </summary>
/// <param name="level">What is filled.</param>
/// <param name="isShared">Whether two threads work at once.</param>
internal sealed class PatchVotes(PatchLevel level, bool isShared)
{
    private readonly float[] distances = new float[level.Patches.Count];
    private readonly Vector4[] sums = level.Scratch.Take<Vector4>(level.Colours.Length);
    private readonly float[] weights = level.Scratch.Take<float>(level.Colours.Length);

    /// <summary>Fills the hole anew.</summary>
    public void Count()
    {
        if (distances.Length == 0)
            return;
        for (int i = 0; i < distances.Length; i++)
            distances[i] = level.Distance[level.Patches[i]];
        Array.Sort(distances);
        float sharpness = -1 / Math.Max(1f, 2 * distances[distances.Length * 3 / 4]);

        // Patches are in rows, so that each half looks at its own and at those whose lower rows are.
        int middle = level.Patches[distances.Length / 2] / level.Size;
        Halves.Do(isShared, () => CountRows(0, middle, sharpness), () => CountRows(middle, level.Size, sharpness));
        Halves.Do(isShared, () => Settle(0, middle), () => Settle(middle, level.Size));
    }

    private void CountRows(int top, int bottom, float sharpness)
    {
        const int radius = PatchLevel.Radius;
        int size = level.Size;
        foreach (int p in level.Patches)
        {
            int x0 = p % size,
                y0 = p / size;
            if (y0 < top - radius || y0 >= bottom + radius)
                continue;
            float weight = MathF.Exp(sharpness * level.Distance[p]);
            int copy = level.Copy[p],
                left = Math.Max(-radius, -x0),
                right = Math.Min(radius, size - 1 - x0);
            for (int y = Math.Max(top, y0 - radius); y <= Math.Min(bottom - 1, y0 + radius); y++)
            {
                int row = (y - y0) * size;
                for (int offset = row + left; offset <= row + right; offset++)
                {
                    if (!level.Wanted[p + offset])
                        continue;
                    sums[p + offset] += weight * level.Colours[copy + offset];
                    weights[p + offset] += weight;
                }
            }
        }
    }

    /// <summary>The means of some rows; what was counted is forgotten.</summary>
    private void Settle(int top, int bottom)
    {
        for (int p = top * level.Size; p < bottom * level.Size; p++)
        {
            if (weights[p] == 0)
                continue;
            level.Colours[p] = sums[p] / weights[p];
            (sums[p], weights[p]) = (Vector4.Zero, 0);
        }
    }
}
