using LightningDrag.Data.Clips;

namespace LightningDrag.Data.Camera;

/// <summary>Tells shots of a camera that stands still from all others.</summary>
public interface ICameraFilter
{
    /// <summary>Judges one shot.</summary>
    /// <param name="shot">Its frames; at least two.</param>
    /// <param name="cancellationToken">Stops between pairs of frames.</param>
    CameraVerdict Judge(ShotFrames shot, CancellationToken cancellationToken = default);
}
