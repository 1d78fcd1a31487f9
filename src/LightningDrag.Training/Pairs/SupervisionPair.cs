using LightningDrag.Data.Shards.Reading;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Training.Pairs;

/// <summary>
/// One edit whose outcome is known: a square source, what was dragged and may change, and the picture that should come
/// out.
/// </summary>
/// <param name="Key">Name of the pair.</param>
/// <param name="Source">The square source.</param>
/// <param name="Target">The truth, of the source's size.</param>
/// <param name="Mask">What may change, of the source's size.</param>
/// <param name="Points">What was dragged where, in source pixels.</param>
internal sealed record SupervisionPair(
    string Key,
    RasterImage Source,
    RasterImage Target,
    EditMask Mask,
    IReadOnlyList<PointPair> Points
)
{
    /// <summary>Where the source's pixels went; null where nobody knows.</summary>
    public StoredMotion? Motion { get; init; }

    /// <summary>
    /// Pixels of the target that show what the source hides; null where nobody knows. // [size, size]
    /// </summary>
    public bool[]? Disoccluded { get; init; }

    /// <summary>Decodes all members of a stored pair.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidFile"/>: a member is missing or
    /// broken.</exception>
    public static SupervisionPair Decode(StoredPair stored)
    {
        RasterImage source = stored.Source();
        int size = source.Width;
        return new SupervisionPair(stored.Key, source, stored.Target(size), stored.Mask(size), stored.Points(size))
        {
            Motion = stored.Motion(size),
        };
    }
}
