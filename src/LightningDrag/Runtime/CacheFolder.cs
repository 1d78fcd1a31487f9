namespace LightningDrag.Runtime;

/// <summary>Where files that can be made again are kept.</summary>
internal static class CacheFolder
{
    /// <summary>Environment variable that moves it.</summary>
    public const string Variable = "LIGHTNINGDRAG_CACHE";

    /// <summary>The variable's folder, else lightningdrag in XDG_CACHE_HOME, else in ~/.cache.</summary>
    public static string Path { get; } = Choose();

    private static string Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen) return System.IO.Path.GetFullPath(chosen);
        string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            root = home.Length > 0 ? System.IO.Path.Combine(home, ".cache") : System.IO.Path.GetTempPath();
        }

        return System.IO.Path.Combine(root, "lightningdrag");
    }
}
