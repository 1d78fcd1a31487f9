namespace LightningDrag.Weights;

/// <summary>Symbolic links to files.</summary>
internal static class FileLinks
{
    /// <summary>
    /// Whether there is a file, or a link that leads to one: .NET says that a link without a target exists.
    /// </summary>
    public static bool HasContents(string path) =>
        File.Exists(path) && (Target(path) is not { } target || File.Exists(target));

    /// <summary>Whether there is a link, wherever it leads.</summary>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    /// <summary>The file that a link leads to in the end; null for what is no link.</summary>
    public static string? Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            return null; // a circle of links, or nothing at all
        }
    }

    /// <summary>Makes a link, in place of one that is there, at once: nobody finds it missing meanwhile.</summary>
    /// <param name="path">The link; its folder is made.</param>
    /// <param name="target">What it leads to.</param>
    public static void Point(string path, string target)
    {
        if (new FileInfo(path).LinkTarget == target)
            return;
        string folder = Path.GetDirectoryName(path)!,
            temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(temporary, target);
        File.Move(temporary, path, overwrite: true);
    }
}
