using LightningDrag.Evaluation.Methods;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation;

/// <summary>How one method did on one pair; null where a figure cannot be had.</summary>
/// <param name="PsnrInMask">dB over the editable pixels.</param>
/// <param name="Psnr">dB over the picture.</param>
/// <param name="SsimInMask">Structural similarity over the editable pixels, −1…1.</param>
/// <param name="Ssim">Structural similarity over the picture.</param>
/// <param name="PsnrInHoles">dB over the editable pixels that show what the source hides.</param>
/// <param name="TextureInHoles">Gradient energy there, relative to the truth's.</param>
/// <param name="Arrival">Mean distance of handles' content from their targets, px, by template matching.</param>
/// <param name="FeaturesInMask">Perceptual distance over the editable pixels, by the encoder's features; 0 =
/// equal.</param>
/// <param name="Features">The same over the picture.</param>
/// <param name="EndPointError">Mean error of the motion inside the mask, px.</param>
public sealed record PairScore(
    double PsnrInMask,
    double Psnr,
    double SsimInMask,
    double Ssim,
    double? PsnrInHoles,
    double? TextureInHoles,
    double? Arrival,
    double? FeaturesInMask,
    double? Features,
    double? EndPointError
)
{
    /// <summary>Figures after the RealDrag benchmark; null where no features are at hand.</summary>
    public RealDragScores? RealDrag { get; init; }

    /// <summary>The sums behind the motion's figures.</summary>
    internal MotionError? Motion { get; init; }

    /// <summary>The sums behind the texture in holes.</summary>
    internal GradientEnergy? Texture { get; init; }

    /// <param name="outcome">What the method did.</param>
    /// <param name="pair">What it should have done.</param>
    /// <param name="features">Measures the perceptual distance; null leaves it out.</param>
    /// <param name="realDrag">Measures what the RealDrag benchmark does; null leaves it out.</param>
    internal static PairScore Of(
        EditOutcome outcome,
        SupervisionPair pair,
        FeatureDistance? features,
        RealDragMetrics? realDrag = null
    )
    {
        bool[] mask = Array.ConvertAll(pair.Mask.Editable, m => m != 0);
        bool[]? holes = pair.Disoccluded is null
            ? null
            : [.. pair.Disoccluded.Zip(mask, (hole, editable) => hole && editable)];
        float[] similarity = StructuralSimilarity.Map(outcome.Image, pair.Target);
        List<double> arrivals = ArrivalError.Of(pair.Source, outcome.Image, pair.Points);
        MotionError? motion =
            outcome.Motion is null || pair.Motion is null
                ? null
                : MotionError.Of(outcome.Motion, pair.Motion, pair.Mask);
        GradientEnergy? texture = holes is null ? null : GradientEnergy.Of(outcome.Image, pair.Target, holes);
        (double InMask, double Whole)? distance = features?.Of(outcome.Image, pair.Target, pair.Mask);
        return new PairScore(
            ImageError.Psnr(outcome.Image, pair.Target, mask) ?? ImageError.Ceiling,
            ImageError.Psnr(outcome.Image, pair.Target)!.Value,
            similarity.Where((_, i) => mask[i]).DefaultIfEmpty(1).Average(),
            similarity.Average(),
            holes is null ? null : ImageError.Psnr(outcome.Image, pair.Target, holes),
            texture?.Ratio,
            arrivals.Count == 0 ? null : arrivals.Average(),
            distance?.InMask,
            distance?.Whole,
            motion is { Pixels: > 0 } ? motion.Value.EndPointError : null
        )
        {
            Motion = motion,
            Texture = texture,
            RealDrag = realDrag?.Of(outcome.Image, pair),
        };
    }
}
