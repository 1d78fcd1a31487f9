using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Methods;

/// <summary>A drag on a whole picture, as a person does it.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Points">Handles and targets in its pixels.</param>
/// <param name="Mask">What may change, of its size; null: whoever edits has to suggest it.</param>
internal sealed record PictureDrag(RasterImage Image, IReadOnlyList<PointPair> Points, EditMask? Mask);
