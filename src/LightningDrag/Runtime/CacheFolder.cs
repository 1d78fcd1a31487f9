namespace LightningDrag.Runtime;

/// <summary>Where files that can be made again are kept.</summary>
internal static class CacheFolder
{
    /// <summary>Environment variable that moves it.</summary>
    public const string Variable = "LIGHTNINGDRAG_CACHE";

    /// <summary>
    /// The variable's folder, else lightningdrag in XDG_CACHE_HOME, else in the system's place for such files.
    /// </summary>
    public static string Path { get; } = Choose();

    private static string Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
            return System.IO.Path.GetFullPath(chosen);
        string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return System.IO.Path.Combine(string.IsNullOrEmpty(root) ? OfTheSystem() : root, "lightningdrag");
    }

    private static string OfTheSystem()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length == 0)
            return System.IO.Path.GetTempPath();
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return OperatingSystem.IsMacOS()
            ? System.IO.Path.Combine(home, "Library", "Caches")
            : System.IO.Path.Combine(home, ".cache");
    }
}
