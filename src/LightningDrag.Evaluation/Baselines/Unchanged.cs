using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Baselines;

/// <summary>Nothing moves: what an edit must at least beat.</summary>
internal sealed class Unchanged : IMotionBaseline
{
    /// <inheritdoc/>
    public string Name => "unchanged";

    /// <inheritdoc/>
    public MotionField Predict(IReadOnlyList<PointPair> points, EditMask mask) =>
        DisplacementField.Sample(mask, (_, _) => (0, 0));
}
