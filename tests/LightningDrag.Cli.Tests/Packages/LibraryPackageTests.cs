using System.IO.Compression;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Packages;

/// <summary>The library as its users get it: packed from what is built, then used by a program of its own.</summary>
public sealed class LibraryPackageTests : IDisposable
{
    private readonly string version = Packing.NewVersion();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        string cached = Path.Combine(PackageCache, "lightningdrag", version);
        if (Directory.Exists(cached)) Directory.Delete(cached, recursive: true);
    }

    [Fact]
    public async Task A_program_that_references_the_library_edits_a_photo_with_the_weights_of_the_package()
    {
        await Packing.PackAsync("LightningDrag", version, folder["feed"], "--no-build");
        string package = Directory.GetFiles(folder["feed"], "*.nupkg").Single();
        using (var archive = await ZipFile.OpenReadAsync(package, TestContext.Current.CancellationToken))
        {
            string[] expected = ["README.md", "NOTICE", "models/compact/motion-denoiser.safetensors", "models/compact/appearance-encoder.safetensors", "lib/net10.0/LightningDrag.xml"];
            Assert.Subset(archive.Entries.Select(entry => entry.FullName).ToHashSet(), expected.ToHashSet());
        }

        string example = Path.Combine(SharedData.Repository, "examples", "EditAPhoto");
        Directory.CreateDirectory(folder["program"]);
        foreach (string name in (string[])["EditAPhoto.csproj", "Program.cs"]) File.Copy(Path.Combine(example, name), folder[Path.Combine("program", name)]);
        Assert.InRange((await File.ReadAllLinesAsync(folder[Path.Combine("program", "Program.cs")], TestContext.Current.CancellationToken)).Length, 1, 30);
        await Packing.DotnetAsync(folder["."], "build", folder["program"], "-c", "Release", $"-p:LightningDragVersion={version}", $"-p:RestoreAdditionalProjectSources={folder["feed"]}");
        await Packing.DotnetAsync(folder["."], folder[Path.Combine("program", "bin", "Release", "net10.0", "EditAPhoto.dll")], Samples.Cat, folder["edited.png"]);
        Packing.AssertEdited(Samples.Cat, folder["edited.png"]);
    }

    private static string PackageCache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
