namespace LightningDrag.Tests.Weights;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "lightningdrag-weights-",
        MemoryDisk = "/dev/shm";

    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory(Prefix).FullName) { }

    private TemporaryFolder(string path) => Path = path;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>One that never touches a disk, where the system has such.</summary>
    public static TemporaryFolder InMemory() =>
        Directory.Exists(MemoryDisk)
            ? new(Directory.CreateDirectory(System.IO.Path.Combine(MemoryDisk, $"{Prefix}{Guid.NewGuid():N}")).FullName)
            : new();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
