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
    public static void Solve(Vector4[] values, bool[] unknown, int size, ScratchArrays scratch, int sweeps = 40)
    {
        float[] weights = scratch.Take<float>(values.Length);
        for (int p = 0; p < weights.Length; p++)
            weights[p] = unknown[p] ? 0 : 1;
        PullPush(values, weights, size, scratch);

        // Red–black order: the pixels of one colour depend only on the other's.
        var even = new Unknowns(scratch.Take<int>((values.Length / 2) + 1));
        var odd = new Unknowns(scratch.Take<int>((values.Length / 2) + 1));
        for (int y = 0, p = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++, p++)
            {
                if (unknown[p])
                    ((x + y) % 2 == 0 ? even : odd).Add(p, x == 0 || y == 0 || x == size - 1 || y == size - 1);
            }
        }

        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            even.Relax(values, size);
            odd.Relax(values, size);
        }
    }

    private static void PullPush(Vector4[] values, float[] weights, int size, ScratchArrays scratch)
    {
        if (size < 2)
        {
            if (size == 1 && weights[0] == 0)
                values[0] = Vector4.Zero;
            return;
        }

        int half = (size + 1) / 2;
        Vector4[] coarse = scratch.Take<Vector4>(half * half);
        float[] coarseWeights = scratch.Take<float>(half * half);
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

        PullPush(coarse, coarseWeights, half, scratch);
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

    /// <summary>
    /// The unknown pixels of one colour: those within the grid from the front on, its rim from the back.
    /// </summary>
    private sealed class Unknowns(int[] pixels)
    {
        private int inner,
            rim;

        public void Add(int p, bool isRim)
        {
            if (isRim)
                pixels[^++rim] = p;
            else
                pixels[inner++] = p;
        }

        public void Relax(Vector4[] values, int size)
        {
            foreach (int p in pixels.AsSpan(0, inner))
                Relax(ref values[p], values[p - 1] + values[p + 1] + values[p - size] + values[p + size]);
            foreach (int p in pixels.AsSpan(pixels.Length - rim))
            {
                int x = p % size;
                Relax(
                    ref values[p],
                    values[x > 0 ? p - 1 : p]
                        + values[x < size - 1 ? p + 1 : p]
                        + values[p >= size ? p - size : p]
                        + values[p < values.Length - size ? p + size : p]
                );
            }
        }

        private static void Relax(ref Vector4 value, Vector4 neighbours) =>
            value += OverRelaxation * ((0.25f * neighbours) - value);
    }
}
