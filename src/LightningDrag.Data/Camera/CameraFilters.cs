using LightningDrag.Data.Camera.Colmap;

namespace LightningDrag.Data.Camera;

/// <summary>The camera filters by name.</summary>
public static class CameraFilters
{
    /// <summary>Two-view geometry of sparse tracks.</summary>
    public const string Geometry = "geometry";

    /// <summary>Full structure from motion by COLMAP, which must be installed.</summary>
    public const string Colmap = "colmap";

    /// <summary>Takes every shot for one of a camera that stands still.</summary>
    public const string None = "none";

    /// <summary>The filter that is used unless another is named.</summary>
    public const string Default = Geometry;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Geometry, Colmap, None];

    /// <summary>Makes the filter of a name.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: no filter is called
    /// so.</exception>
    public static ICameraFilter Create(string name) =>
        name switch
        {
            Geometry => new TwoViewGeometryFilter(),
            Colmap => new ColmapFilter(),
            None => new AnyCamera(),
            _ => throw new LightningDragException(
                ErrorCode.InvalidRequest,
                $"There is no camera filter '{name}'; use one of {string.Join(", ", Names)}."
            ),
        };
}
