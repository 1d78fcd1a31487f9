using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Things;

/// <summary>How well a whole thing moved.</summary>
/// <param name="Arrived">Share of the thing's pixels that are where they are to be, 0…1.</param>
/// <param name="Spoiled">Share of the surroundings' pixels that changed, 0…1.</param>
public readonly record struct ThingScore(double Arrived, double Spoiled)
{
    /// <summary>The largest difference of a channel, of 255, up to which a pixel is as it is to be.</summary>
    private const int Tolerance = 40;

    internal static ThingScore Of(RasterImage result, ThingMove move) =>
        new(1 - Differs(result, move.Truth, move.Arrival), Differs(result, move.Picture.Image, move.Surroundings));

    /// <summary>Intersection over union.</summary>
    internal static double Iou(bool[] a, bool[] b)
    {
        int both = 0,
            either = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i] && b[i])
                both++;
            if (a[i] || b[i])
                either++;
        }

        return either == 0 ? 1 : (double)both / either;
    }

    private static double Differs(RasterImage a, RasterImage b, bool[] where)
    {
        int all = 0,
            off = 0;
        for (int i = 0; i < where.Length; i++)
        {
            if (!where[i])
                continue;
            all++;
            for (int c = 0; c < 3; c++)
            {
                if (Math.Abs(a.Pixels[(4 * i) + c] - b.Pixels[(4 * i) + c]) <= Tolerance)
                    continue;
                off++;
                break;
            }
        }

        return all == 0 ? 0 : (double)off / all;
    }
}
