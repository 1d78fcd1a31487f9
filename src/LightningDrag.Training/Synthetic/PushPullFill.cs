using System.Runtime.Intrinsics;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Fills holes smoothly from their rims: averages of known pixels on ever coarser grids (push), taken over where finer
/// grids know nothing (pull; Gortler et al. 1996).
/// </summary>
internal static class PushPullFill
{
    /// <summary>
    /// Replaces the pixels of <paramref name="canvas"/> (size × size) whose <paramref name="hole"/> is 1.
    /// </summary>
    public static void Fill(Vector128<float>[] canvas, byte[] hole, int size)
    {
        if (size <= 1)
            return;
        int half = (size + 1) / 2;
        var coarse = new Vector128<float>[half * half];
        var coarseHole = new byte[half * half];
        bool holesLeft = false;
        for (int i = 0; i < coarse.Length; i++)
        {
            var sum = Vector128<float>.Zero;
            int known = 0;
            for (int y = i / half * 2; y < Math.Min(size, (i / half * 2) + 2); y++)
            {
                for (int x = i % half * 2; x < Math.Min(size, (i % half * 2) + 2); x++)
                {
                    if (hole[(y * size) + x] != 0)
                        continue;
                    sum += canvas[(y * size) + x];
                    known++;
                }
            }

            coarse[i] = known > 0 ? sum / known : sum;
            coarseHole[i] = known > 0 ? (byte)0 : (byte)1;
            holesLeft |= known == 0;
        }

        if (holesLeft)
            Fill(coarse, coarseHole, half);
        for (int i = 0; i < hole.Length; i++)
        {
            if (hole[i] != 0)
                canvas[i] = Enlarge(coarse, half, i % size, i / size);
        }
    }

    private static Vector128<float> Enlarge(Vector128<float>[] coarse, int half, int x, int y)
    {
        int nearX = x / 2,
            nearY = y / 2;
        int farX = Math.Clamp(nearX + ((x & 1) == 0 ? -1 : 1), 0, half - 1),
            farY = Math.Clamp(nearY + ((y & 1) == 0 ? -1 : 1), 0, half - 1);
        var near = (coarse[(nearY * half) + nearX] * 0.75f) + (coarse[(nearY * half) + farX] * 0.25f);
        var far = (coarse[(farY * half) + nearX] * 0.75f) + (coarse[(farY * half) + farX] * 0.25f);
        return (near * 0.75f) + (far * 0.25f);
    }
}
