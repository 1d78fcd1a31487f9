using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Training.Pairs;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// Four figures after the RealDrag benchmark ("RealDrag: The First Dragging Benchmark with Real Target Image", arXiv
/// 2512.12287), which has pictures of the true outcome as pairs have. They are measured with the features of the
/// compact model's encoder in place of the benchmark's networks: they compare methods within one report, not with
/// published figures.
/// </summary>
/// <param name="SemanticDistance">How far from the target what was at the handle is found again, px; null where nothing
/// is dragged. Smaller is better.</param>
/// <param name="OuterMask">1 − perceptual distance from the source outside the mask: what was not to change. 1 is
/// best.</param>
/// <param name="InnerPatch">1 − perceptual distance from the truth in patches around the targets; null where nothing is
/// dragged. 1 is best.</param>
/// <param name="Direction">Cosine between the change that was made and the true one, in features within the mask, −1…1;
/// 0 where nothing was changed.</param>
public sealed record RealDragScores(double? SemanticDistance, double OuterMask, double? InnerPatch, double Direction);

/// <summary>
/// Measures <see cref="RealDragScores"/>. The features of the last source and truth are kept: all methods are compared
/// with the same ones.
/// </summary>
internal sealed class RealDragMetrics(AppearanceEncoder encoder) : IDisposable
{
    /// <summary>Radius of the patches around targets, relative to the picture's side.</summary>
    private const float PatchRadius = 1 / 16f;

    private readonly FeatureArrival arrival = new(encoder);
    private (SupervisionPair Pair, Tensor[] Source, Tensor[] Truth)? last;

    /// <summary>The figures of one result.</summary>
    public RealDragScores Of(RasterImage result, SupervisionPair pair)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (source, truth) = MapsOf(pair);
        Tensor[] maps = FeatureDistance.UnitMaps(encoder, result);
        int width = result.Width,
            height = result.Height;
        PointPair[] dragged = [.. pair.Points.Where(point => point.Length > 0)];
        var outside = new EditMask(
            width,
            height,
            Array.ConvertAll(pair.Mask.Editable, editable => (byte)(editable != 0 ? 0 : 1))
        );
        return new RealDragScores(
            dragged.Length == 0 ? null : arrival.Of(pair.Source, result, pair.Points),
            1 - Distance(maps, source, outside),
            dragged.Length == 0 ? null : 1 - Distance(maps, truth, Patches(dragged, width, height)),
            Cosine(maps, source, truth, pair.Mask)
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (last is not { } known)
            return;
        foreach (Tensor map in known.Source.Concat(known.Truth))
            map.Dispose();
        last = null;
    }

    private (Tensor[] Source, Tensor[] Truth) MapsOf(SupervisionPair pair)
    {
        if (last is { } known && ReferenceEquals(known.Pair, pair))
            return (known.Source, known.Truth);
        Dispose();
        Tensor[] Kept(RasterImage image) =>
            [.. FeatureDistance.UnitMaps(encoder, image).Select(map => map.DetachFromDisposeScope())];
        last = (pair, Kept(pair.Source), Kept(pair.Target));
        return (last.Value.Source, last.Value.Truth);
    }

    private static EditMask Patches(PointPair[] points, int width, int height)
    {
        float radius = PatchRadius * Math.Max(width, height);
        var near = new byte[width * height];
        for (int i = 0; i < near.Length; i++)
        {
            var place = new PixelPoint(i % width, i / width);
            if (points.Any(point => point.Target.DistanceTo(place) <= radius))
                near[i] = 1;
        }

        return new EditMask(width, height, near);
    }

    private static double Distance(Tensor[] a, Tensor[] b, EditMask where)
    {
        double sum = 0;
        for (int level = 0; level < a.Length; level++)
        {
            Tensor share = Share(where, a[level]);
            sum +=
                ((a[level] - b[level]).square().sum(dim: 0) * share).sum().ToDouble()
                / Math.Max(1e-9, share.sum().ToDouble())
                / a.Length;
        }

        return sum;
    }

    private static double Cosine(Tensor[] result, Tensor[] source, Tensor[] truth, EditMask mask)
    {
        double along = 0,
            made = 0,
            wanted = 0;
        for (int level = 0; level < result.Length; level++)
        {
            Tensor share = Share(mask, result[level]),
                ours = result[level] - source[level],
                theirs = truth[level] - source[level];
            double weight = 1 / Math.Max(1e-9, share.sum().ToDouble());
            along += weight * ((ours * theirs).sum(dim: 0) * share).sum().ToDouble();
            made += weight * (ours.square().sum(dim: 0) * share).sum().ToDouble();
            wanted += weight * (theirs.square().sum(dim: 0) * share).sum().ToDouble();
        }

        return made < 1e-9 || wanted < 1e-9 ? 0 : along / Math.Sqrt(made * wanted);
    }

    private static Tensor Share(EditMask where, Tensor map) =>
        tensor(Resampling.MaskAverage(where, (int)map.shape[2], (int)map.shape[1])).view(map.shape[1], map.shape[2]);
}
