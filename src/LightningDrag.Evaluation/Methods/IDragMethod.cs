using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Methods;

/// <summary>Something that edits a whole picture by points and mask.</summary>
internal interface IDragMethod
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>The edited picture, of the drag's size.</summary>
    Task<RasterImage> EditAsync(PictureDrag drag, CancellationToken cancellationToken);
}
