using LightningDrag.Cli.Tests.Packages;

[assembly: AssemblyFixture(typeof(PackedEditor))]

namespace LightningDrag.Cli.Tests.Packages;

/// <summary>The editor's tool, packed once, when the first test asks: which publishes it for every system.</summary>
public sealed class PackedEditor : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<Task> packed;

    public PackedEditor() =>
        packed = new Lazy<Task>(() =>
            Packing.PackAsync("LightningDrag.Cli", Version, Feed, "--no-restore", "-p:BuildProjectReferences=false")
        );

    public string Version { get; } = Packing.NewVersion();

    /// <summary>The packages' folder.</summary>
    public string Feed => folder["feed"];

    /// <summary>Packs, where that has not been done.</summary>
    public Task PackAsync() => packed.Value;

    /// <summary>The package of a system.</summary>
    public string PackageOf(string system) => Path.Combine(Feed, $"LightningDrag.Cli.{system}.{Version}.nupkg");

    /// <summary>What was published for a system.</summary>
    public static string PublishedFor(string system) =>
        Path.Combine(Packing.Project("LightningDrag.Cli"), "bin", Packing.Configuration, "net10.0", system, "publish");

    public void Dispose() => folder.Dispose();
}
