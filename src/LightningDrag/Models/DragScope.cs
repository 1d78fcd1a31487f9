namespace LightningDrag.Models;

/// <summary>What a drag means: how much of the picture goes with its handle.</summary>
public enum DragScope
{
    /// <summary>The model guesses.</summary>
    Auto,

    /// <summary>Only what is near the handle moves; what it belongs to bends around it.</summary>
    Part,

    /// <summary>The whole thing under the handle moves, without bending.</summary>
    Thing,
}
