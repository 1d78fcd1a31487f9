using LightningDrag.Geometry;

namespace LightningDrag.Training.Synthetic;

/// <summary>
/// Draws the point pairs of one training step: on every moving layer at least one visible pixel, chosen in proportion
/// to how far it moves, then geometrically many more up to twelve in all, and sometimes pins on pixels that stay.
/// Without a point on every moving layer the task would be unsolvable.
/// </summary>
internal static class PointSampler
{
    public const int MaximumPoints = 12;

    private const float GeometricSuccess = 0.35f;
    private const float PinShare = 0.15f;

    /// <summary>People take hold of a whole thing once.</summary>
    private const float GeometricSuccessOfThings = 0.55f;

    /// <summary>Handles lie on pixel centres inside the mask; targets are handle + flow.</summary>
    /// <returns>1 to 12 pairs; none if the pair has no visible moving pixel inside its mask.</returns>
    public static PointPair[] Draw(SyntheticPair pair, ref CounterRandom random)
    {
        var weights = new float[pair.FlowX.Length];
        var layerWeights = new double[Math.Max(256, pair.Layers.Count)];
        double total = 0;
        int still = 0;
        float threshold = pair.StillThreshold;
        for (int i = 0; i < weights.Length; i++)
        {
            if ((pair.Mask[i] & pair.Visibility[i] & pair.FlowValid[i]) == 0)
                continue;
            float length = MathF.Sqrt((pair.FlowX[i] * pair.FlowX[i]) + (pair.FlowY[i] * pair.FlowY[i]));
            if (length > threshold && pair.LayerId[i] != 0)
            {
                weights[i] = length;
                layerWeights[pair.LayerId[i]] += length;
                total += length;
            }
            else if (length < 0.05f * threshold)
            {
                still++;
            }
        }

        List<PointPair> points = [];
        if (total == 0)
            return [];
        for (int layer = 1; layer < layerWeights.Length && points.Count < MaximumPoints; layer++)
        {
            if (layerWeights[layer] > 0)
                points.Add(PointAt(pair, Choose(pair, weights, layer, layerWeights[layer], ref random)));
        }

        int more = Math.Min(
            random.Geometric(pair.IsOfThings ? GeometricSuccessOfThings : GeometricSuccess),
            MaximumPoints - points.Count
        );
        for (int i = 0; i < more; i++)
            points.Add(PointAt(pair, Choose(pair, weights, null, total, ref random)));
        if (still > 0 && random.Chance(PinShare))
        {
            int pins = Math.Min(1 + random.Index(2), MaximumPoints - points.Count);
            for (int i = 0; i < pins; i++)
                points.Add(PinAt(pair, random.Index(still)));
        }

        return [.. points];
    }

    private static int Choose(SyntheticPair pair, float[] weights, int? layer, double total, ref CounterRandom random)
    {
        double remaining = random.Unit() * total;
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0 || (layer is { } wanted && pair.LayerId[i] != wanted))
                continue;
            last = i;
            remaining -= weights[i];
            if (remaining < 0)
                break;
        }

        return last;
    }

    private static PointPair PointAt(SyntheticPair pair, int i)
    {
        float x = i % pair.Size,
            y = i / pair.Size;
        return new PointPair(new PixelPoint(x, y), new PixelPoint(x + pair.FlowX[i], y + pair.FlowY[i]));
    }

    /// <summary>A pin on still pixel number <paramref name="rank"/> of the mask.</summary>
    private static PointPair PinAt(SyntheticPair pair, int rank)
    {
        float threshold = 0.05f * pair.StillThreshold;
        for (int i = 0; ; i++)
        {
            if ((pair.Mask[i] & pair.Visibility[i] & pair.FlowValid[i]) == 0)
                continue;
            if (
                MathF.Sqrt((pair.FlowX[i] * pair.FlowX[i]) + (pair.FlowY[i] * pair.FlowY[i])) >= threshold
                || rank-- > 0
            )
                continue;
            var here = new PixelPoint(i % pair.Size, i / pair.Size);
            return new PointPair(here, here);
        }
    }
}
