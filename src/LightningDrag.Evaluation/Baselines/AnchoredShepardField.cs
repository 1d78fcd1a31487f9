using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Baselines;

/// <summary>
/// Inverse-distance weighting (Shepard 1968) of the handles' displacements against a zero anchor at the mask's border:
/// f(x) = Σ wᵢ dᵢ / (Σ wᵢ + w₀), wᵢ = 1/(|x − hᵢ|² + 4 px²), w₀ = ½/(D(x)² + 4 px²), D = distance to the border. The
/// compact model's field P₁, at every pixel.
/// </summary>
internal sealed class AnchoredShepardField : IMotionBaseline
{
    /// <summary>What the report calls it.</summary>
    public const string MethodName = "anchored Shepard";

    private const double Softening = 4;
    private const double AnchorWeight = 0.5;

    /// <inheritdoc/>
    public string Name => MethodName;

    /// <inheritdoc/>
    public MotionField Predict(IReadOnlyList<PointPair> points, EditMask mask)
    {
        float[] depth = DistanceTransform.ToNearestZero(mask.Editable, mask.Width, mask.Height);
        return DisplacementField.Sample(
            mask,
            (x, y) =>
            {
                double border = depth[((int)y * mask.Width) + (int)x];
                double sum = AnchorWeight / ((border * border) + Softening),
                    u = 0,
                    v = 0;
                foreach (var (handle, target) in points)
                {
                    double dx = x - handle.X,
                        dy = y - handle.Y,
                        weight = 1 / ((dx * dx) + (dy * dy) + Softening);
                    sum += weight;
                    u += weight * (target.X - handle.X);
                    v += weight * (target.Y - handle.Y);
                }

                return (u / sum, v / sum);
            }
        );
    }
}
