using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Evaluation.Metrics;

/// <summary>
/// Perceptual distance in the manner of LPIPS (Zhang et al., CVPR 2018), without its learned weights: features of the appearance encoder at strides
/// 4, 8 and 16, each position's vector scaled to length 1, squared differences, averaged over positions and then over strides. 0 for equal pictures; at most 4.
/// Unlike PSNR it does not reward a smear.
/// </summary>
internal sealed class FeatureDistance(AppearanceEncoder encoder)
{
    /// <summary>The distance over the editable pixels and over the picture.</summary>
    /// <param name="image">A square picture.</param>
    /// <param name="truth">The truth, of the same size.</param>
    /// <param name="mask">The editable mask, of the same size; a position counts by its share of editable pixels.</param>
    public (double InMask, double Whole) Of(RasterImage image, RasterImage truth, EditMask mask)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();

        // The encoder wants multiples of its coarsest stride.
        int size = (image.Width + 31) / 32 * 32;
        AppearanceFeatures features = encoder.Encode(cat([Planes(image, size), Planes(truth, size)], 0));
        Tensor[] maps = [features.Stride4, features.Stride8, features.Stride16];
        double inMask = 0, whole = 0;
        foreach (Tensor map in maps)
        {
            using Tensor unit = nn.functional.normalize(map, p: 2, dim: 1), distance = (unit[0] - unit[1]).square().sum(dim: 0); // [h, w]
            using Tensor share = tensor(Resampling.MaskAverage(mask, (int)distance.shape[1], (int)distance.shape[0])).view(distance.shape);
            whole += distance.mean().ToDouble() / maps.Length;
            inMask += (distance * share).sum().ToDouble() / Math.Max(1e-9, share.sum().ToDouble()) / maps.Length;
        }

        return (inMask, whole);
    }

    private static Tensor Planes(RasterImage image, int size) => tensor(Resampling.ToPlanes(image, size), [1, 3, size, size]);
}
