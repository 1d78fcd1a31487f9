using System.IO.Compression;
using System.Reflection.Metadata;
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
            string[] expected =
            [
                "README.md", "NOTICE", "THIRD-PARTY.md", "CHANGELOG.md", "icon.png", "lib/net10.0/LightningDrag.xml",
                "models/compact/motion-denoiser.safetensors", "models/compact/appearance-encoder.safetensors",
            ];
            Assert.Subset(archive.Entries.Select(entry => entry.FullName).ToHashSet(), expected.ToHashSet());
        }

        string symbols = Directory.GetFiles(folder["feed"], "*.snupkg").Single();
        using (var archive = await ZipFile.OpenReadAsync(symbols, TestContext.Current.CancellationToken))
        {
            Assert.True(HoldsItsSources(archive), "A debugger finds no sources: no SourceLink, none embedded.");
        }

        // The programs that people start from: the examples, and the lines of the README.
        string[] examples = ["EditAPhoto", "EditAFolder"];
        foreach (string example in examples)
        {
            Directory.CreateDirectory(folder[example]);
            foreach (string file in (string[])[$"{example}.csproj", "Program.cs"])
            {
                File.Copy(Path.Combine(SharedData.Repository, "examples", example, file), folder[Path.Combine(example, file)]);
            }
        }

        Directory.CreateDirectory(folder["Readme"]);
        File.Copy(folder["EditAPhoto/EditAPhoto.csproj"], folder["Readme/Readme.csproj"]);
        string[] namespaces = ["Editing", "Geometry", "Imaging"];
        await File.WriteAllTextAsync(
            folder["Readme/Program.cs"],
            string.Concat(namespaces.Select(name => $"using LightningDrag.{name};\n")) + ProgramOfReadme(),
            TestContext.Current.CancellationToken);

        await Packing.DotnetAsync(folder["."], "new", "sln", "--name", "programs");
        string[] projects = [.. examples.Append("Readme").Select(name => folder[Path.Combine(name, name + ".csproj")])];
        await Packing.DotnetAsync(folder["."], ["sln", "add", .. projects]);
        await Packing.DotnetAsync(
            folder["."], "build", "-c", "Release", $"-p:LightningDragVersion={version}", $"-p:RestoreAdditionalProjectSources={folder["feed"]}");

        Directory.CreateDirectory(folder["photos"]);
        foreach (string place in (string[])["cat.jpg", "photos/cat.jpg"]) File.Copy(Samples.Cat, folder[place]);
        await Packing.DotnetAsync(folder["."], Built("EditAPhoto"), Samples.Cat, folder["edited.png"]);
        Packing.AssertEdited(Samples.Cat, folder["edited.png"]);
        await Packing.DotnetAsync(folder["."], Built("EditAFolder"), folder["photos"], folder["results"]);
        Packing.AssertEdited(Samples.Cat, folder["results/cat.png"]);
        await Packing.DotnetAsync(folder["."], Built("Readme"));
        Packing.AssertEdited(Samples.Cat, folder["cat-edited.png"]);

        string Built(string name) => folder[Path.Combine(name, "bin", "Release", "net10.0", name + ".dll")];
    }

    private static string ProgramOfReadme()
    {
        string[] parts = File.ReadAllText(Path.Combine(SharedData.Repository, "README.md")).Split("```");
        return parts.Single(part => part.StartsWith("csharp", StringComparison.Ordinal))["csharp".Length..];
    }

    /// <summary>Whether the symbols have the sources of every file in them, as the record that a debugger looks for.</summary>
    private static bool HoldsItsSources(ZipArchive symbols)
    {
        var embeddedSource = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        using var content = new MemoryStream();
        using (var file = symbols.Entries.First(entry => entry.Name == "LightningDrag.pdb").Open()) file.CopyTo(content);
        content.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(content);
        var reader = provider.GetMetadataReader();
        var kinds = reader.CustomDebugInformation.Select(handle => reader.GetGuid(reader.GetCustomDebugInformation(handle).Kind));
        return kinds.Count(kind => kind == embeddedSource) >= 100;
    }

    private static string PackageCache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
