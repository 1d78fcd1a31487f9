using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Models;

/// <summary>
/// Pixels that are cut out along their outline and move as a whole. How they move is known, so no model has to predict it; those that move
/// pixels (<c>compact</c>) move these exactly, fill what they uncover, and predict the rest only.
/// </summary>
/// <param name="Pixels">What moves, in a mask of the picture's size.</param>
/// <param name="Motion">Where it goes.</param>
public sealed record RigidRegion(EditMask Pixels, Similarity Motion)
{
    /// <summary>Whether the pair says no more than that this region moves as it does.</summary>
    internal bool Explains(PointPair pair) =>
        Pixels[(int)MathF.Round(pair.Handle.X), (int)MathF.Round(pair.Handle.Y)] && Motion.Apply(pair.Handle).DistanceTo(pair.Target) <= Tolerance;

    /// <summary>Positions are rounded to hundredths on their way, and a picture's pixels are shrunk for a preview.</summary>
    private const float Tolerance = 0.75f;
}
