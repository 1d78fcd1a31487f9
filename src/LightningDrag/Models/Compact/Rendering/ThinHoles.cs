using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// A strip a few pixels wide beside something that moved may be background that it uncovered, or its own rim where the
/// motion ends a little early: nobody can tell. Half of its colour is the background's fill, half the smooth
/// continuation of what lies on both sides of it in the target.
/// </summary>
internal static class ThinHoles
{
    // Erosions that a strip does not survive.
    private const int HalfWidth = 2;

    private const float ShareOfSides = 0.5f;

    /// <summary>Mixes the sides into the fill of strips.</summary>
    /// <param name="image">The source.</param>
    /// <param name="map">What each pixel of the target shows.</param>
    /// <param name="fill">Changed in place.</param>
    /// <param name="scratch">Lends what is needed on the way.</param>
    public static void MixSides(GridImage image, BackwardMap map, BackgroundFill fill, ScratchArrays scratch)
    {
        int size = map.Size;
        bool[] core = Morphology.Erode(map.Hole, size, HalfWidth, scratch),
            wide = Morphology.Dilate(core, size, (2 * HalfWidth) + 1, scratch);
        Vector4[] sides = scratch.Take<Vector4>(map.Hole.Length);
        for (int p = 0; p < sides.Length; p++)
        {
            if (map.Hole[p])
                continue;
            sides[p] = image.Pixels[
                (Nearest((p / size) + map.OffsetY[p]) * size) + Nearest((p % size) + map.OffsetX[p])
            ];
        }

        Membrane.Solve(sides, map.Hole, size, scratch);
        for (int p = 0; p < sides.Length; p++)
        {
            if (!map.Hole[p] || wide[p] || !fill.Filled[p])
                continue;
            fill.Texture[p] *= 1 - ShareOfSides;
            fill.Colour[p] = Vector4.Lerp(fill.Colour[p], sides[p], ShareOfSides);
        }

        int Nearest(float place) => Math.Clamp((int)MathF.Round(place), 0, size - 1);
    }
}
