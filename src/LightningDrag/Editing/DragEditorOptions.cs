using LightningDrag.Runtime;

namespace LightningDrag.Editing;

/// <summary>How an editor works on this machine.</summary>
public sealed record DragEditorOptions
{
    /// <summary>Device, precision and threads.</summary>
    public ComputeOptions Compute { get; init; } = new();
}
