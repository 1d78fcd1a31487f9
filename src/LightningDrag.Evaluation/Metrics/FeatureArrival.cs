using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.StableDiffusion.Ranking;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// Mean distance as DragBench measures it (Shi et al., CVPR 2024, section 4.2): where in the whole result the features
/// at a handle are found again, and how far that is from the target. DragBench takes Stable Diffusion's features; these
/// are the appearance encoder's at strides 4, 8 and 16, so the figures compare methods with one another, not with
/// published ones.
/// </summary>
internal sealed class FeatureArrival(AppearanceEncoder encoder)
{
    private const int Stride = 4;

    /// <summary>Longest side of what the encoder sees.</summary>
    private const int LongestSide = 512;

    /// <summary>Mean distance over the dragged points, in px of the source.</summary>
    /// <param name="source">The picture before.</param>
    /// <param name="result">The picture after, of its size.</param>
    /// <param name="points">In its pixels; pins do not count, and not all may be pins.</param>
    public double Of(RasterImage source, RasterImage result, IReadOnlyList<PointPair> points)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        double scale = Math.Min(1, (double)LongestSide / Math.Max(source.Width, source.Height));
        int width = RoundUp(source.Width * scale),
            height = RoundUp(source.Height * scale);
        float cellX = (float)source.Width * Stride / width,
            cellY = (float)source.Height * Stride / height;
        PixelPoint ToCell(PixelPoint p) => new(((p.X + 0.5f) / cellX) - 0.5f, ((p.Y + 0.5f) / cellY) - 0.5f);
        PointPair[] dragged =
        [
            .. points
                .Where(point => point.Length > 0)
                .Select(point => new PointPair(ToCell(point.Handle), ToCell(point.Target))),
        ];
        var distances = FeatureMatching.Distances(Map(source, width, height), Map(result, width, height), dragged);
        return distances.Average() * (cellX + cellY) / 2;
    }

    private static int RoundUp(double side) => (int)Math.Ceiling(side / 32) * 32;

    /// <summary>
    /// Features of all strides at the finest one, each stride's of unit length, all together too. // [1, C, h, w]
    /// </summary>
    private Tensor Map(RasterImage image, int width, int height)
    {
        var features = encoder.Encode(tensor(Resampling.ToPlanes(image, width, height), [1, 3, height, width]));
        long[] size = [height / Stride, width / Stride];
        Tensor[] levels =
        [
            .. new[] { features.Stride4, features.Stride8, features.Stride16 }.Select(map =>
                nn.functional.normalize(
                    nn.functional.interpolate(map, size, mode: InterpolationMode.Bilinear, align_corners: false),
                    p: 2,
                    dim: 1
                )
            ),
        ];
        return nn.functional.normalize(cat(levels, 1), p: 2, dim: 1);
    }
}
