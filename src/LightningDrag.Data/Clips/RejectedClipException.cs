namespace LightningDrag.Data.Clips;

/// <summary>
/// A clip that cannot be read; the reason is one of a few short phrases, so that they can be counted.
/// </summary>
internal sealed class RejectedClipException(string reason, Exception? inner = null) : Exception(reason, inner);
