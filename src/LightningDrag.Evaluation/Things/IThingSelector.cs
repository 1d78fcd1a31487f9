using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Things;

/// <summary>Something that tells which pixels belong to a thing.</summary>
internal interface IThingSelector
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>The thing under a click. // [height × width]</summary>
    bool[] AtClick(RasterImage image, PixelPoint click);

    /// <summary>The thing that someone has drawn a rough circle around. // [height × width]</summary>
    /// <param name="image">The picture.</param>
    /// <param name="circle">What the circle holds.</param>
    bool[] WithinCircle(RasterImage image, EditMask circle);
}
