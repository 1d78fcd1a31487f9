using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Smooth interpolation into the unknown part of a square grid: the solution of Laplace's equation ∇²v = 0 with the
/// known values as its border, started from a pull–push pyramid (Gortler et al. 1996) and finished by successive
/// over-relaxation.
/// </summary>
internal static class Membrane
{
    private const float OverRelaxation = 1.7f;

    /// <summary>
    /// Replaces the values where <paramref name="unknown"/> is set; without a single known value they become zero.
    /// </summary>
    public static void Solve(Vector4[] values, bool[] unknown, int size, int sweeps = 40)
    {
        var weights = new float[values.Length];
        for (int p = 0; p < weights.Length; p++)
            weights[p] = unknown[p] ? 0 : 1;
        PullPush(values, weights, size);

        // Red–black order: the pixels of one colour depend only on the other's.
        List<int> even = [],
            odd = [];
        for (int p = 0; p < values.Length; p++)
        {
            if (unknown[p])
                (((p % size) + (p / size)) % 2 == 0 ? even : odd).Add(p);
        }

        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            foreach (int p in even)
                Relax(values, size, p);
            foreach (int p in odd)
                Relax(values, size, p);
        }
    }

    private static void Relax(Vector4[] values, int size, int p)
    {
        int x = p % size;
        Vector4 mean =
            0.25f
            * (
                values[x > 0 ? p - 1 : p]
                + values[x < size - 1 ? p + 1 : p]
                + values[p >= size ? p - size : p]
                + values[p < values.Length - size ? p + size : p]
            );
        values[p] += OverRelaxation * (mean - values[p]);
    }

    private static void PullPush(Vector4[] values, float[] weights, int size)
    {
        if (size < 2)
        {
            if (size == 1 && weights[0] == 0)
                values[0] = Vector4.Zero;
            return;
        }

        int half = (size + 1) / 2;
        var coarse = new Vector4[half * half];
        var coarseWeights = new float[half * half];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int p = (y * size) + x,
                    q = ((y / 2) * half) + (x / 2);
                if (weights[p] == 0)
                    continue;
                coarse[q] += weights[p] * values[p];
                coarseWeights[q] += weights[p];
            }
        }

        for (int q = 0; q < coarse.Length; q++)
        {
            if (coarseWeights[q] == 0)
                continue;
            coarse[q] /= coarseWeights[q];
            coarseWeights[q] = Math.Min(coarseWeights[q], 1);
        }

        PullPush(coarse, coarseWeights, half);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int p = (y * size) + x;
                if (weights[p] == 0)
                    values[p] = Interpolate(coarse, half, (x - 0.5f) / 2, (y - 0.5f) / 2);
            }
        }
    }

    private static Vector4 Interpolate(Vector4[] values, int size, float x, float y)
    {
        x = Math.Clamp(x, 0, size - 1);
        y = Math.Clamp(y, 0, size - 1);
        int x0 = (int)x,
            y0 = (int)y,
            x1 = Math.Min(x0 + 1, size - 1),
            y1 = Math.Min(y0 + 1, size - 1);
        float fx = x - x0,
            fy = y - y0;
        Vector4 above = Vector4.Lerp(values[(y0 * size) + x0], values[(y0 * size) + x1], fx);
        Vector4 below = Vector4.Lerp(values[(y1 * size) + x0], values[(y1 * size) + x1], fx);
        return Vector4.Lerp(above, below, fy);
    }
}
