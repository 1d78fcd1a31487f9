using LightningDrag.Imaging;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Baselines;

/// <summary>Displacement of the pixel at (x, y), in pixels.</summary>
internal delegate (double U, double V) Displacement(double x, double y);

/// <summary>Turns a formula for the displacement into a motion field.</summary>
internal static class DisplacementField
{
    /// <summary>Evaluates <paramref name="displacement"/> at every editable pixel; elsewhere nothing moves.</summary>
    public static MotionField Sample(EditMask mask, Displacement displacement)
    {
        int size = mask.Width;
        float[] u = new float[size * size],
            v = new float[size * size],
            one = new float[size * size],
            gate = new float[size * size];
        Array.Fill(one, 1f);
        for (int i = 0; i < u.Length; i++)
        {
            if (mask.Editable[i] == 0)
                continue;
            var (x, y) = displacement(i % size, i / size);
            (u[i], v[i], gate[i]) = ((float)x, (float)y, 1);
        }

        return new MotionField(size, u, v, one, gate);
    }
}
