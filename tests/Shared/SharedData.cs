namespace LightningDrag.TestSupport;

/// <summary>
/// Finds the repository and the shared folder beside it (specs, goldens, photos), from wherever the tests run.
/// </summary>
internal static class SharedData
{
    public static string Repository { get; } = FindRepository();

    public static string Root => Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    public static bool IsPresent => Directory.Exists(Root);

    /// <summary>
    /// Path of a shared file; skips the calling test, with the reason, where the shared folder is not laid out.
    /// </summary>
    public static string Require(string relativePath)
    {
        string path = Path.Combine(Root, relativePath);
        Assert.SkipUnless(
            File.Exists(path) || Directory.Exists(path),
            $"needs shared/{relativePath} beside the checkout"
        );
        return path;
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LightningDrag.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("LightningDrag.slnx was not found above the test binaries.");
    }
}
