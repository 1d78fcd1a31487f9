namespace LightningDrag.Weights;

/// <summary>A model on this machine.</summary>
/// <param name="Name">The name that <see cref="ModelLocator.Find(string)"/> takes.</param>
/// <param name="Folder">Full path of the folder with its weights.</param>
public sealed record FoundModel(string Name, string Folder);
