namespace LightningDrag.Weights.Hub;

/// <summary>
/// A file of a repository on the hub. Its parts become paths on this machine, so nothing in them can point elsewhere.
/// </summary>
internal sealed record HubFile
{
    private const int MaxLength = 500;

    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: a name that no repository,
    /// revision or file has.</exception>
    public HubFile(string repository, string path, string revision = "main")
    {
        CheckRepository(repository);
        if (!IsRelativePath(path))
            throw Refusal("file", path, "unet/config.json");
        if (!IsRelativePath(revision))
            throw Refusal("revision", revision, "main");
        (Repository, FilePath, Revision) = (repository, path, revision);
    }

    /// <summary>organisation/name.</summary>
    public string Repository { get; }

    /// <summary>Path in the repository, with slashes.</summary>
    public string FilePath { get; }

    /// <summary>A branch, a tag, or a commit's 40 hexadecimal digits.</summary>
    public string Revision { get; }

    /// <summary>Refuses what is not organisation/name.</summary>
    public static void CheckRepository(string repository)
    {
        if (repository.Split('/') is not [var owner, var name] || !IsName(owner) || !IsName(name))
            throw Refusal("repository", repository, "Lykon/dreamshaper-8-inpainting");
    }

    /// <summary>Where the file is fetched from.</summary>
    public Uri At(string endpoint) =>
        new(
            $"{endpoint}/{Repository}/resolve/{Uri.EscapeDataString(Revision)}/"
                + $"{string.Join('/', FilePath.Split('/').Select(Uri.EscapeDataString))}"
        );

    public override string ToString() => $"'{FilePath}' of {Repository}";

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 96
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && !text.Contains("--", StringComparison.Ordinal)
        && !text.Contains("..", StringComparison.Ordinal);

    private static bool IsRelativePath(string text) =>
        text.Length is > 0 and <= MaxLength
        && !text.Any(c => char.IsControl(c) || c is '\\' or ':')
        && text.Split('/').All(part => part is not ("" or "." or ".."));

    private static LightningDragException Refusal(string what, string value, string example) =>
        new(
            ErrorCode.InvalidRequest,
            $"{SafetensorsFormat.Quote(value)} is not the name of a {what} on the hub: write it like '{example}'."
        );
}
