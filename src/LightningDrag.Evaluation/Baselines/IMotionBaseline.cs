using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Baselines;

/// <summary>A way to guess the motion from points and mask alone, without looking at the picture.</summary>
internal interface IMotionBaseline
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>Forward motion in the source's frame, zero outside the mask, everything visible.</summary>
    /// <param name="points">Pairs in pixels of the mask.</param>
    /// <param name="mask">The square editable mask.</param>
    MotionField Predict(IReadOnlyList<PointPair> points, EditMask mask);
}
