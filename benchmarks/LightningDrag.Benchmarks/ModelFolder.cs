namespace LightningDrag.Benchmarks;

/// <summary>The shipped weights, found from wherever BenchmarkDotNet builds and runs.</summary>
internal static class ModelFolder
{
    public static string Compact()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "models", "compact");
            if (Directory.Exists(path))
                return path;
        }

        throw new InvalidOperationException("models/compact was not found above the benchmarks.");
    }
}
