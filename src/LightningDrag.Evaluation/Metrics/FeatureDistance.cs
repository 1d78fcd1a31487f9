using LightningDrag.Imaging;
using LightningDrag.Training.Motion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// Perceptual distance in the manner of LPIPS (Zhang et al., CVPR 2018), without its learned weights: features of the
/// appearance encoder at strides 4, 8 and 16, each position's vector scaled to length 1, squared differences, averaged
/// over positions and then over strides. 0 for equal pictures; at most 4. Unlike PSNR it does not reward a smear. The
/// features of the last truth are kept: all methods are compared with the same one.
/// </summary>
internal sealed class FeatureDistance(AppearanceEncoder encoder) : IDisposable
{
    private RasterImage? lastTruth;
    private Tensor[] lastMaps = [];

    /// <summary>The distance over the editable pixels and over the picture.</summary>
    /// <param name="image">A picture.</param>
    /// <param name="truth">The truth, of the same size.</param>
    /// <param name="mask">The editable mask, of the same size; a position counts by its share of editable
    /// pixels.</param>
    public (double InMask, double Whole) Of(RasterImage image, RasterImage truth, EditMask mask)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();

        Tensor[] maps = UnitMaps(encoder, image),
            trueMaps = OfTruth(truth);
        double inMask = 0,
            whole = 0;
        for (int level = 0; level < maps.Length; level++)
        {
            using Tensor distance = (maps[level] - trueMaps[level]).square().sum(dim: 0); // [h, w]
            using Tensor share = tensor(Resampling.MaskAverage(mask, (int)distance.shape[1], (int)distance.shape[0]))
                .view(distance.shape);
            whole += distance.mean().ToDouble() / maps.Length;
            inMask += (distance * share).sum().ToDouble() / Math.Max(1e-9, share.sum().ToDouble()) / maps.Length;
        }

        return (inMask, whole);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor map in lastMaps)
            map.Dispose();
        lastMaps = [];
        lastTruth = null;
    }

    private Tensor[] OfTruth(RasterImage truth)
    {
        if (ReferenceEquals(truth, lastTruth))
            return lastMaps;
        Dispose();
        lastMaps = [.. UnitMaps(encoder, truth).Select(map => map.DetachFromDisposeScope())];
        lastTruth = truth;
        return lastMaps;
    }

    /// <summary>Features of unit length. // 3 × [C, h, w]</summary>
    internal static Tensor[] UnitMaps(AppearanceEncoder encoder, RasterImage image)
    {
        // The encoder wants multiples of its coarsest stride.
        int width = (image.Width + 31) / 32 * 32,
            height = (image.Height + 31) / 32 * 32;
        AppearanceFeatures features = encoder.Encode(
            tensor(Resampling.ToPlanes(image, width, height), [1, 3, height, width])
        );
        return
        [
            .. new[] { features.Stride4, features.Stride8, features.Stride16 }.Select(map =>
                nn.functional.normalize(map, p: 2, dim: 1)[0]
            ),
        ];
    }
}
