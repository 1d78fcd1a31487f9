using LightningDrag.Models.Compact;
using LightningDrag.Training.Motion.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Motion;

/// <summary>How well a denoiser's one-step motion fits held-out labels.</summary>
/// <param name="EndPointError">Mean |predicted − true flow| in window pixels over valid pixels inside the
/// masks.</param>
/// <param name="ShepardError">The same for the anchored Shepard field, the baseline that comes with the point
/// fields.</param>
/// <param name="ZeroError">The same for no motion.</param>
/// <param name="VisibilityIou">Intersection over union of predicted and true hidden pixels inside the masks.</param>
/// <param name="OutlineIou">Mean over pairs: intersection over union of what the gate says moves and what does, inside
/// the masks.</param>
internal sealed record MotionMetrics(
    double EndPointError,
    double ShepardError,
    double ZeroError,
    double VisibilityIou,
    double OutlineIou
)
{
    /// <summary>End-point error relative to the anchored Shepard field's.</summary>
    public double Ratio => EndPointError / ShepardError;

    /// <summary>Every figure by name.</summary>
    public IReadOnlyDictionary<string, double> Figures =>
        new Dictionary<string, double>
        {
            ["endPointError"] = EndPointError,
            ["shepardError"] = ShepardError,
            ["zeroError"] = ZeroError,
            ["ratio"] = Ratio,
            ["visibilityIou"] = VisibilityIou,
            ["outlineIou"] = OutlineIou,
        };

    /// <inheritdoc/>
    public override string ToString() =>
        $"EPE {EndPointError:f3} px (Shepard {ShepardError:f3}, zero {ZeroError:f3}, ratio {Ratio:f3}), hidden "
        + $"IoU {VisibilityIou:f3}, outline IoU {OutlineIou:f3}";
}

/// <summary>Measures a denoiser on fixed batches, one step from pure noise, as the preview does.</summary>
internal static class MotionValidation
{
    /// <summary>Runs the network over the batches; the noise is fixed, so that figures compare.</summary>
    public static MotionMetrics Measure(
        AppearanceEncoder encoder,
        MotionDenoiser denoiser,
        IEnumerable<MotionBatch> batches
    )
    {
        using var inference = inference_mode();
        double error = 0,
            shepard = 0,
            zero = 0,
            pixels = 0,
            intersection = 0,
            union = 0,
            outlines = 0,
            pairs = 0;
        long seed = 0;
        foreach (var batch in batches)
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)++seed);
            var noise = randn(
                [batch.Count, MotionLatent.Channels, batch.Fields.shape[2], batch.Fields.shape[3]],
                generator: generator
            );
            var features = encoder.Encode(batch.Source);
            var output = denoiser.Forward(
                noise,
                batch.Fields,
                features,
                full(batch.Count, MotionLatent.Timesteps - 1f),
                batch.LongestDrag,
                batch.Handles,
                batch.Scope
            );
            var fine = ConvexUpsampling.Upsample(
                cat([output.Flow, output.VisibilityLogit, output.GateLogit], 1),
                output.Convex
            );
            var weight = batch.Mask * batch.Valid;
            var scale = batch.LongestDrag.view(-1, 1, 1, 1);
            error += Sum(Vectors.Lengths(fine.narrow(1, 0, 2) - batch.Flow) * scale * weight);
            var anchored = nn.functional.interpolate(
                batch.Fields.narrow(1, 1, 2),
                scale_factor: [4, 4],
                mode: InterpolationMode.Bilinear,
                align_corners: false
            );
            shepard += Sum(Vectors.Lengths(anchored - batch.Flow) * scale * weight);
            zero += Sum(Vectors.Lengths(batch.Flow) * scale * weight);
            pixels += Sum(weight);
            var hidden = (fine.narrow(1, 2, 1) < 0).to(float32) * batch.Mask;
            var truth = (1 - batch.Visible) * batch.Mask;
            intersection += Sum(hidden * truth);
            union += Sum(((hidden + truth) > 0).to(float32));
            var moves = MotionLoss.Moving(batch) * weight;
            var claimed = (fine.narrow(1, 3, 1) > 0).to(float32) * weight;
            var perPair = ((moves * claimed).sum([1, 2, 3]) + 1) / ((moves + claimed).clamp_max(1).sum([1, 2, 3]) + 1);
            outlines += Sum(perPair);
            pairs += batch.Count;
        }

        return new MotionMetrics(
            error / pixels,
            shepard / pixels,
            zero / pixels,
            union > 0 ? intersection / union : 1,
            pairs > 0 ? outlines / pairs : 1
        );
    }

    private static double Sum(Tensor values) => values.sum().ToDouble();
}
