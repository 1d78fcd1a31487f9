using System.Text.Json.Serialization;

namespace LightningDrag.Models;

/// <summary>What a drag means: how much of the picture goes with its handle.</summary>
public enum DragScope
{
    /// <summary>The model guesses.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Only what is near the handle moves; what it belongs to bends around it.</summary>
    [JsonStringEnumMemberName("part")]
    Part,

    /// <summary>The whole thing under the handle moves, without bending.</summary>
    [JsonStringEnumMemberName("thing")]
    Thing,
}
