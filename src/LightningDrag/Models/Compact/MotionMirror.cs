using System.Numerics.Tensors;
using LightningDrag.Models.Compact.Network;

namespace LightningDrag.Models.Compact;

/// <summary>Maps as a mirror shows them: left and right change places.</summary>
internal static class MotionMirror
{
    /// <summary>Any maps with their rows turned round.</summary>
    /// <param name="maps">// [.., h, width]</param>
    /// <param name="width">Columns.</param>
    public static float[] Flipped(ReadOnlySpan<float> maps, int width)
    {
        float[] flipped = maps.ToArray();
        for (int row = 0; row < flipped.Length; row += width)
            flipped.AsSpan(row, width).Reverse();
        return flipped;
    }

    /// <summary>A motion: the direction along rows changes, too.</summary>
    /// <param name="motion">The horizontal component first. // [N, channels, grid, grid]</param>
    /// <param name="channels">Its components.</param>
    /// <param name="grid">Side of the maps.</param>
    public static float[] OfMotion(ReadOnlySpan<float> motion, int channels, int grid)
    {
        float[] mirrored = Flipped(motion, grid);
        int plane = grid * grid;
        for (int start = 0; start < mirrored.Length; start += channels * plane)
        {
            var horizontal = mirrored.AsSpan(start, plane);
            TensorPrimitives.Negate(horizontal, horizontal);
        }

        return mirrored;
    }

    /// <summary>
    /// What two looks at the same drag agree on; finest detail (<see cref="MotionPrediction.Convex"/>) is the straight
    /// one's.
    /// </summary>
    /// <param name="straight">As it is.</param>
    /// <param name="mirrored">What the network says of the mirrored window.</param>
    public static MotionPrediction Mean(MotionPrediction straight, MotionPrediction mirrored)
    {
        int grid = straight.Grid;
        var mean = new MotionPrediction(straight.Count, grid);
        Average(straight.Flow, OfMotion(mirrored.Flow, 2, grid), mean.Flow);
        Average(straight.Gate, Flipped(mirrored.Gate, grid), mean.Gate);
        Average(straight.Visibility, Flipped(mirrored.Visibility, grid), mean.Visibility);
        straight.Convex.CopyTo(mean.Convex, 0);
        return mean;
    }

    private static void Average(ReadOnlySpan<float> one, ReadOnlySpan<float> other, Span<float> mean)
    {
        TensorPrimitives.Add(one, other, mean);
        TensorPrimitives.Multiply(mean, 0.5f, mean);
    }
}
