namespace LightningDrag.Weights.Hub;

/// <summary>
/// A file of a published model: where it comes from and, by the same names, where it lies in the model's folder.
/// </summary>
/// <param name="Part">What it is for, such as "unet".</param>
/// <param name="Repository">Repository on the hub; its name is the folder's.</param>
/// <param name="Alternatives">Paths in the repository that hold the same, the preferred first.</param>
internal sealed record PublishedFile(string Part, string Repository, params string[] Alternatives)
{
    /// <summary>The model works without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What serves as well where it is there; it is not fetched.</summary>
    public PublishedFile? Substitute { get; init; }

    /// <summary>Where it is known beforehand.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The folder of the model that the repository's files lie in.</summary>
    public string Folder => Path.GetFileName(Repository);

    /// <summary>Where an alternative lies in a model's folder.</summary>
    public string PathIn(string modelFolder, string alternative) => Path.Combine(modelFolder, Folder, alternative);

    /// <summary>The first alternative that a model's folder has, else the substitute; null where it has none.</summary>
    public string? FindIn(string modelFolder) =>
        Alternatives.Select(path => PathIn(modelFolder, path)).FirstOrDefault(FileLinks.HasContents)
        ?? Substitute?.FindIn(modelFolder);

    /// <summary>A network's weights: half precision before single, safetensors before pickles.</summary>
    public static PublishedFile Weights(
        string part,
        string repository,
        string folder,
        string stem,
        string pickleStem
    ) => new(part, repository, [.. Names(folder, stem, ".safetensors"), .. Names(folder, pickleStem, ".bin")]);

    private static IEnumerable<string> Names(string folder, string stem, string ending) =>
        [$"{folder}{stem}.fp16{ending}", $"{folder}{stem}{ending}"];
}
