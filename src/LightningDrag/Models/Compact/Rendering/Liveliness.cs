using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// How lively a picture is around each of its pixels: the root mean square of the colours' differences to the pixels
/// beside and above, as patches are compared by it (after the texture features of Newson et al. 2014). Among patches
/// that look alike on the whole, smooth ones differ least from anything, so that a hole in gravel would fill with the
/// smoothest spot around.
/// </summary>
internal static class Liveliness
{
    // Gradients are averaged over (2·Radius + 1)² pixels: with the pixels beside them they stay within a patch.
    private const int Radius = PatchLevel.Radius - 1;

    // What the rim says about a hole is a guess: a rough interpolation of it does.
    private const int Sweeps = 4;

    /// <summary>The mean square of the differences around each pixel.</summary>
    public static float[] Energy(Vector4[] colours, int size)
    {
        var energy = new float[colours.Length];
        for (int y = 0, p = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++, p++)
            {
                Vector4 across = colours[x < size - 1 ? p + 1 : p] - colours[x > 0 ? p - 1 : p],
                    down = colours[y < size - 1 ? p + size : p] - colours[y > 0 ? p - size : p];
                energy[p] = (Vector4.Dot(across, across) + Vector4.Dot(down, down)) / 4;
            }
        }

        return Mean(Mean(energy, size, 1), size, size);
    }

    /// <summary>
    /// What is measured where <paramref name="isSource"/> is set, continued into the rest from there.
    /// </summary>
    /// <param name="energy">The picture's, see <see cref="Energy"/>.</param>
    /// <param name="isSource">Where it counts.</param>
    /// <param name="size">Side of the square.</param>
    /// <param name="scratch">Lends the result, and what is needed on the way.</param>
    /// <returns>Levels, 0…510, summed over the channels like the differences of patches.</returns>
    public static float[] Of(float[] energy, bool[] isSource, int size, ScratchArrays scratch)
    {
        // Between lively and smooth parts of a rim the level's square root is interpolated: the level itself carries a
        // collar's texture far up a bare wall, its logarithm leaves the hole too smooth (texture 0.70 of the truth's,
        // 0.76 with the root, 0.84 with the level).
        Vector4[] levels = scratch.Take<Vector4>(energy.Length);
        bool[] unknown = scratch.Take<bool>(energy.Length);
        for (int p = 0; p < levels.Length; p++)
        {
            unknown[p] = !isSource[p];
            if (isSource[p])
                levels[p] = new Vector4(MathF.Sqrt(MathF.Sqrt(energy[p])));
        }

        Membrane.Solve(levels, unknown, size, scratch, Sweeps);
        float[] result = scratch.Take<float>(energy.Length);
        for (int p = 0; p < result.Length; p++)
            result[p] = levels[p].X * levels[p].X;
        return result;
    }

    /// <summary>
    /// Means over a pixel's neighbours in its row (<paramref name="step"/> 1) or column (<paramref name="step"/> =
    /// <paramref name="size"/>).
    /// </summary>
    private static float[] Mean(float[] values, int size, int step)
    {
        var means = new float[values.Length];
        for (int p = 0; p < values.Length; p++)
        {
            int at = p / step % size,
                before = Math.Min(Radius, at),
                after = Math.Min(Radius, size - 1 - at);
            float sum = 0;
            for (int k = -before; k <= after; k++)
                sum += values[p + (k * step)];
            means[p] = sum / (before + after + 1);
        }

        return means;
    }
}
