namespace LightningDrag.Data.Clips;

/// <summary>A video file to make pairs from.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Id">Its name in records, the same wherever the clips lie: the path below the folder that was
/// searched.</param>
/// <param name="Scene">What it shows, by name: clips of one scene never stand on both sides of a split.</param>
/// <param name="Group">What else must not stand on both sides, by name: where the clip came from, say. Null: the scene
/// alone counts.</param>
public sealed record Clip(string Path, string Id, string Scene, string? Group = null);
