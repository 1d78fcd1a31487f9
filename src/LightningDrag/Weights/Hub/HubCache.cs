namespace LightningDrag.Weights.Hub;

/// <summary>
/// The cache of Hugging Face's own tools, shared with them: what they fetched is found here, and the other way round.
/// <code>
/// models--organisation--name/blobs/ETAG                   the contents; ETAG.incomplete while they arrive
/// models--organisation--name/refs/main                    the commit that a branch or tag stood for when last asked
/// models--organisation--name/snapshots/COMMIT/a/file → ../../../blobs/ETAG
/// .locks/models--organisation--name/ETAG.lock             held while a file is fetched
/// </code>
/// Layout: https://huggingface.co/docs/huggingface_hub/guides/manage-cache.
/// </summary>
internal sealed class HubCache(string folder)
{
    private const int CommitBytes = 40;

    /// <summary>The contents of a file that is being fetched.</summary>
    public string Incomplete(HubFile file, string etag) => Blob(file, etag) + ".incomplete";

    /// <summary>The contents of a file by the name of its contents.</summary>
    public string Blob(HubFile file, string etag) => Path.Combine(RepositoryFolder(file), "blobs", etag);

    /// <summary>The file that is locked while the contents are fetched.</summary>
    public string Lock(HubFile file, string etag) => Path.Combine(folder, ".locks", FolderName(file), etag + ".lock");

    /// <summary>Path of a file that is here, whole, in the revision last asked for; null where it is not.</summary>
    public string? Find(HubFile file)
    {
        string? commit = RemoteFile.IsCommit(file.Revision) ? file.Revision : ReadReference(file);
        if (commit is null)
            return null;
        string path = Snapshot(file, commit);
        return FileLinks.HasContents(path) ? path : null;
    }

    /// <summary>Names the contents as a file of a commit, and the commit as what the revision stands for.</summary>
    /// <returns>Path of the file.</returns>
    public string Link(HubFile file, RemoteFile remote)
    {
        string path = Snapshot(file, remote.Commit);
        FileLinks.Point(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, Blob(file, remote.ETag)));
        if (!RemoteFile.IsCommit(file.Revision) && ReadReference(file) != remote.Commit)
        {
            string reference = Reference(file),
                temporary = $"{reference}.{Guid.NewGuid():N}.tmp";
            Directory.CreateDirectory(Path.GetDirectoryName(reference)!);
            File.WriteAllText(temporary, remote.Commit);
            File.Move(temporary, reference, overwrite: true);
        }

        return path;
    }

    /// <summary>organisation/name of the repository that a path in a cache belongs to; null for another path.</summary>
    public static string? RepositoryOf(string? path) =>
        path
            ?.Split(Path.DirectorySeparatorChar)
            .LastOrDefault(part => part.StartsWith("models--", StringComparison.Ordinal))
            ?.Split("--")
            is [_, var owner, var name]
            ? $"{owner}/{name}"
            : null;

    private string? ReadReference(HubFile file)
    {
        var reference = new FileInfo(Reference(file));
        if (!reference.Exists || reference.Length > CommitBytes + 2)
            return null;
        string commit = File.ReadAllText(reference.FullName).Trim();
        return RemoteFile.IsCommit(commit) ? commit : null;
    }

    private string Snapshot(HubFile file, string commit) =>
        Path.Combine(RepositoryFolder(file), "snapshots", commit, file.FilePath);

    private string Reference(HubFile file) => Path.Combine(RepositoryFolder(file), "refs", file.Revision);

    private string RepositoryFolder(HubFile file) => Path.Combine(folder, FolderName(file));

    private static string FolderName(HubFile file) =>
        $"models--{file.Repository.Replace("/", "--", StringComparison.Ordinal)}";
}
