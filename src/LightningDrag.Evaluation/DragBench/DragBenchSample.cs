using LightningDrag.Evaluation.Methods;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>
/// One task of DragBench (Shi et al., DragDiffusion, CVPR 2024): a picture, what may change, and points to drag.
/// </summary>
/// <param name="Key">Category and name.</param>
/// <param name="Image">The picture.</param>
/// <param name="Points">Handles and targets in its pixels.</param>
/// <param name="Mask">What may change, of its size.</param>
internal sealed record DragBenchSample(string Key, RasterImage Image, IReadOnlyList<PointPair> Points, EditMask Mask)
{
    /// <summary>What is to be done.</summary>
    public PictureDrag Drag => new(Image, Points, Mask);
}
