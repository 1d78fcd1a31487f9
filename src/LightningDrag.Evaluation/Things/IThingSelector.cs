using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Things;

/// <summary>Something that tells which pixels belong to a thing.</summary>
internal interface IThingSelector
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>The thing under a click. // [height × width]</summary>
    Task<bool[]> AtClickAsync(RasterImage image, PixelPoint click, CancellationToken cancellationToken);

    /// <summary>The thing that someone has drawn a rough circle around. // [height × width]</summary>
    /// <param name="image">The picture.</param>
    /// <param name="circle">What the circle holds.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<bool[]> WithinCircleAsync(RasterImage image, EditMask circle, CancellationToken cancellationToken);
}
