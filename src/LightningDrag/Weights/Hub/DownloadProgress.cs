namespace LightningDrag.Weights.Hub;

/// <summary>How far a download is.</summary>
/// <param name="Repository">organisation/name.</param>
/// <param name="File">Path in the repository.</param>
/// <param name="Number">Which of the model's files it is, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Received">Bytes of the file that are here.</param>
/// <param name="Size">Bytes of the file.</param>
/// <param name="BytesPerSecond">Mean rate of this run for this file; 0 at first.</param>
public sealed record DownloadProgress(
    string Repository,
    string File,
    int Number,
    int Count,
    long Received,
    long Size,
    double BytesPerSecond
);
