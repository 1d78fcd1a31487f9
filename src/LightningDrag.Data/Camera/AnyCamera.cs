using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Camera;

/// <summary>Believes that every camera stands still: for clips that somebody has looked through.</summary>
internal sealed class AnyCamera : ICameraFilter
{
    /// <inheritdoc/>
    public CameraVerdict Judge(ShotFrames shot, CancellationToken cancellationToken = default) =>
        new(true, 0, "not looked at");
}
