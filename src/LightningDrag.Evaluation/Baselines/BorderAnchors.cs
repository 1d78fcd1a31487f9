using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Baselines;

/// <summary>
/// Points that stay: they hold a warp still where the mask ends. The picture's own border holds nothing, content may
/// leave there.
/// </summary>
internal static class BorderAnchors
{
    /// <summary>
    /// Pixels just outside the mask, at least <paramref name="spacing"/> px apart and away from
    /// <paramref name="handles"/>.
    /// </summary>
    public static List<PixelPoint> Of(EditMask mask, IEnumerable<PixelPoint> handles, int spacing)
    {
        List<PixelPoint> anchors = [],
            near = [.. handles];
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[x, y] || !(mask[x - 1, y] || mask[x + 1, y] || mask[x, y - 1] || mask[x, y + 1]))
                    continue;
                var point = new PixelPoint(x, y);
                if (
                    near.TrueForAll(p => p.DistanceTo(point) >= spacing / 2f)
                    && anchors.TrueForAll(p => p.DistanceTo(point) >= spacing)
                )
                    anchors.Add(point);
            }
        }

        return anchors;
    }
}
