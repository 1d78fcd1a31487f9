namespace LightningDrag.Data.Camera;

/// <summary>What a camera filter found.</summary>
/// <param name="IsStatic">Whether the camera stands still.</param>
/// <param name="Motion">Median displacement of the background in per mille of the frame's diagonal: a threshold on it
/// is the user's to move.</param>
/// <param name="Reason">Why, in a few words that a person can check on the clip.</param>
public sealed record CameraVerdict(bool IsStatic, double Motion, string Reason);
