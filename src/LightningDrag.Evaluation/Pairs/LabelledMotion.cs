using LightningDrag.Data.Shards.Reading;
using LightningDrag.Models.Compact;

namespace LightningDrag.Evaluation.Pairs;

/// <summary>A pair's labels as the motion that a model would predict.</summary>
internal static class LabelledMotion
{
    /// <summary>The labelled flow and visibility; what has no label stays.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="size">Side of the square pair.</param>
    public static MotionField ToField(this StoredMotion labels, int size) => new(
        size,
        [.. labels.FlowX.Select((u, p) => labels.Valid[p] ? u : 0)],
        [.. labels.FlowY.Select((v, p) => labels.Valid[p] ? v : 0)],
        Array.ConvertAll(labels.Visible, seen => seen ? 1f : 0f),
        new float[labels.FlowX.Length]);
}
