using LightningDrag.TestSupport;

namespace LightningDrag.Data.Tests;

/// <summary>A folder for a test's files, gone after it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lightningdrag-data-");

    /// <summary>The photographs that ship with the project.</summary>
    public static string Photos => Path.Combine(SharedData.Repository, "samples");

    public string this[string file] => Path.Combine(folder.FullName, file);

    public void Dispose() => folder.Delete(recursive: true);
}
