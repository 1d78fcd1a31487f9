namespace LightningDrag.Data.Camera;

/// <summary>The camera filters by name.</summary>
public static class CameraFilters
{
    /// <summary>Takes every shot for one of a camera that stands still.</summary>
    public const string None = "none";

    /// <summary>The filter that is used unless another is named.</summary>
    public const string Default = None;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [None];

    /// <summary>Makes the filter of a name.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: no filter is called so.</exception>
    public static ICameraFilter Create(string name) => name switch
    {
        None => new AnyCamera(),
        _ => throw new LightningDragException(ErrorCode.InvalidRequest, $"There is no camera filter '{name}'; use one of {string.Join(", ", Names)}."),
    };
}
