using System.Runtime.CompilerServices;
using LightningDrag.Data.Shards.Reading;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Training.Synthetic;

namespace LightningDrag.Training.Motion;

/// <summary>Makes training samples of pairs of frames of real videos.</summary>
internal static class RealPair
{
    /// <summary>
    /// How far from a stored handle, in pixels, training may take another one on the same moving part.
    /// </summary>
    private const int HandleJitter = 12;

    /// <summary>Stand for the pairs' sources.</summary>
    private static readonly ConditionalWeakTable<PairEntry, object> Pictures = [];

    /// <summary>The pair at the given window size, varied, with points drawn on it.</summary>
    /// <param name="entry">A pair stored with its flow.</param>
    /// <param name="window">Side of the sample; the stored side must be a multiple of it.</param>
    /// <param name="random">Chooses the points and how the pair is seen.</param>
    public static MotionSample Draw(PairEntry entry, int window, CounterRandom random)
    {
        StoredPair pair = entry.Read();
        RasterImage picture = pair.Source();
        int size = picture.Width;
        if (size % window != 0)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The pair '{pair.Key}' is {size} px wide; the training window must divide that."
            );
        }

        StoredMotion motion =
            pair.Motion(size)
            ?? throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"The pair '{pair.Key}' was stored without its flow; build the pairs with it."
            );
        EditMask editable = pair.Mask(size);
        int factor = size / window,
            plane = window * window;
        var source = new byte[3 * plane];
        var (flowX, flowY) = (new float[plane], new float[plane]);
        var (valid, visible, mask) = (new byte[plane], new byte[plane], new byte[plane]);
        for (int i = 0; i < plane; i++)
        {
            // Of each block the middle pixel gives the labels (flow must not be averaged over an edge), all pixels give
            // the colour.
            int x = i % window * factor,
                y = i / window * factor;
            int middle = ((y + (factor / 2)) * size) + x + (factor / 2);
            bool isValid = motion.Valid[middle];
            (flowX[i], flowY[i]) =
                isValid || float.IsFinite(motion.FlowX[middle] + motion.FlowY[middle])
                    ? (motion.FlowX[middle] / factor, motion.FlowY[middle] / factor)
                    : (0, 0);
            valid[i] = (byte)(isValid ? 1 : 0);
            visible[i] = (byte)(motion.Visible[middle] ? 1 : 0);
            mask[i] = editable.Editable[middle];
            for (int c = 0; c < 3; c++)
                source[(c * plane) + i] = (byte)BlockMean(picture.Pixels, size, x, y, factor, c);
        }

        PointPair[] points = DrawPoints(pair.Points(size), window, factor, flowX, flowY, valid, ref random);
        var sample = new MotionSample(
            window,
            source,
            flowX,
            flowY,
            valid,
            visible,
            mask,
            points,
            Pictures.GetValue(entry, _ => new object())
        );
        return SampleAugmentation.Vary(sample, ref random);
    }

    private static PointPair[] DrawPoints(
        IReadOnlyList<PointPair> stored,
        int window,
        int factor,
        float[] flowX,
        float[] flowY,
        byte[] valid,
        ref CounterRandom random
    )
    {
        var points = new List<PointPair>();
        foreach (PointPair point in stored)
        {
            var (hx, hy, tx, ty) = (
                point.Handle.X / factor,
                point.Handle.Y / factor,
                point.Target.X / factor,
                point.Target.Y / factor
            );
            float reach = HandleJitter / factor;
            int x = Math.Clamp((int)MathF.Round(hx + random.Range(-reach, reach)), 0, window - 1);
            int y = Math.Clamp((int)MathF.Round(hy + random.Range(-reach, reach)), 0, window - 1);
            int i = (y * window) + x;
            bool sameMotion =
                valid[i] != 0
                && MathF.Abs(flowX[i] - (tx - hx)) + MathF.Abs(flowY[i] - (ty - hy))
                    < 0.4f * (1 + MathF.Abs(tx - hx) + MathF.Abs(ty - hy));
            points.Add(
                sameMotion
                    ? new PointPair(new PixelPoint(x, y), new PixelPoint(x + flowX[i], y + flowY[i]))
                    : new PointPair(new PixelPoint(hx, hy), new PixelPoint(tx, ty))
            );
        }

        return [.. points];
    }

    private static int BlockMean(byte[] pixels, int size, int x, int y, int factor, int channel)
    {
        int sum = 0;
        for (int row = y; row < y + factor; row++)
        {
            for (int column = x; column < x + factor; column++)
                sum += pixels[(4 * ((row * size) + column)) + channel];
        }

        return sum / (factor * factor);
    }
}
