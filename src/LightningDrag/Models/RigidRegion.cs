using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Models;

/// <summary>
/// Pixels that are cut out along their outline and move as a whole. How they move is known, so no model has to predict
/// it; those that move pixels (<c>compact</c>) move these exactly, fill what they uncover, and predict the rest only.
/// </summary>
/// <param name="Pixels">What moves, in a mask of the picture's size.</param>
/// <param name="Motion">Where it goes.</param>
public sealed record RigidRegion(EditMask Pixels, Similarity Motion)
{
    /// <summary>
    /// Positions are rounded to hundredths on their way, and a picture's pixels are shrunk for a preview.
    /// </summary>
    private const float Tolerance = 0.75f;

    /// <summary>Whether the pair says no more than that this region moves as it does.</summary>
    internal bool Explains(PointPair pair) =>
        HoldsNear(pair.Handle) && Motion.Apply(pair.Handle).DistanceTo(pair.Target) <= Tolerance;

    /// <summary>A handle on the very outline may fall on the pixel beside it.</summary>
    private bool HoldsNear(PixelPoint handle)
    {
        int x = (int)MathF.Round(handle.X),
            y = (int)MathF.Round(handle.Y);
        for (int row = y - 1; row <= y + 1; row++)
        {
            for (int column = x - 1; column <= x + 1; column++)
            {
                if (Pixels[column, row])
                    return true;
            }
        }

        return false;
    }
}
