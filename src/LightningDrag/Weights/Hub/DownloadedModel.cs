namespace LightningDrag.Weights.Hub;

/// <summary>A model that was downloaded.</summary>
/// <param name="Name">The name by which it is used from now on.</param>
/// <param name="Folder">Its folder: links into the cache of Hugging Face's tools.</param>
/// <param name="Files">Its files.</param>
public sealed record DownloadedModel(string Name, string Folder, IReadOnlyList<DownloadedFile> Files);

/// <summary>A file of a downloaded model.</summary>
/// <param name="Repository">organisation/name.</param>
/// <param name="File">Path in the repository.</param>
/// <param name="Path">Where it lies in the model's folder.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ReplacesDamaged">The cache had it with other contents than were published, and it was fetched
/// again.</param>
public sealed record DownloadedFile(string Repository, string File, string Path, long Bytes, bool ReplacesDamaged);
