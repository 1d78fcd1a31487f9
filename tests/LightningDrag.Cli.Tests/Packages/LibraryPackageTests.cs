using System.IO.Compression;
using System.Reflection.Metadata;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Packages;

/// <summary>The library as its users get it: packed from what is built, then used by a program of its own.</summary>
public sealed class LibraryPackageTests : IDisposable
{
    private static readonly string[] Examples = ["EditAPhoto", "EditAFolder"];

    private readonly string version = Packing.NewVersion();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        string cached = Path.Combine(PackageCache, "lightningdrag", version);
        if (Directory.Exists(cached))
            Directory.Delete(cached, recursive: true);
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
                "README.md",
                "NOTICE",
                "THIRD-PARTY.md",
                "CHANGELOG.md",
                "icon.png",
                "models/compact/motion-denoiser.safetensors",
                "models/compact/appearance-encoder.safetensors",
                "lib/net10.0/LightningDrag.xml",
            ];
            Assert.Subset(archive.Entries.Select(entry => entry.FullName).ToHashSet(), expected.ToHashSet());
        }

        using (
            var symbols = await ZipFile.OpenReadAsync(
                Path.ChangeExtension(package, ".snupkg"),
                TestContext.Current.CancellationToken
            )
        )
        {
            Assert.True(HoldsItsSources(symbols), "A debugger finds no sources: they are not in the symbols.");
        }

        // The programs that people start from: the examples, and the lines of the README.
        foreach (string example in Examples)
            CopyExample(example);
        Directory.CreateDirectory(folder["Readme"]);
        File.Copy(folder["EditAPhoto/EditAPhoto.csproj"], folder["Readme/Readme.csproj"]);
        await File.WriteAllTextAsync(
            folder["Readme/Program.cs"],
            ProgramOfReadme(),
            TestContext.Current.CancellationToken
        );
        await DotnetAsync("new", "sln", "--name", "programs");
        string[] projects = [.. Examples.Append("Readme").Select(name => folder[Path.Combine(name, name + ".csproj")])];
        await DotnetAsync(["sln", "add", .. projects]);
        string[] versionAndPlace =
        [
            $"-p:LightningDragVersion={version}",
            $"-p:RestoreAdditionalProjectSources={folder["feed"]}",
        ];
        await DotnetAsync(["build", "-c", "Release", .. versionAndPlace]);

        Directory.CreateDirectory(folder["photos"]);
        foreach (string place in (string[])["cat.jpg", "photos/cat.jpg"])
            File.Copy(Samples.Cat, folder[place]);
        await DotnetAsync(Built("EditAPhoto"), Samples.Cat, folder["edited.png"]);
        Packing.AssertEdited(Samples.Cat, folder["edited.png"]);
        await DotnetAsync(Built("EditAFolder"), folder["photos"], folder["results"]);
        Packing.AssertEdited(Samples.Cat, folder["results/cat.png"]);
        await DotnetAsync(Built("Readme"));
        Packing.AssertEdited(Samples.Cat, folder["cat-edited.png"]);
    }

    private void CopyExample(string name)
    {
        Directory.CreateDirectory(folder[name]);
        foreach (string file in (string[])[$"{name}.csproj", "Program.cs"])
        {
            File.Copy(Path.Combine(SharedData.Repository, "examples", name, file), folder[Path.Combine(name, file)]);
        }
    }

    /// <summary>The library's lines in the README, with the namespaces that it names.</summary>
    private static string ProgramOfReadme()
    {
        string readme = File.ReadAllText(Path.Combine(SharedData.Repository, "README.md"));
        string lines = readme.Split("```").Single(part => part.StartsWith("csharp", StringComparison.Ordinal))[
            "csharp".Length..
        ];
        string[] namespaces = ["LightningDrag.Editing", "LightningDrag.Geometry", "LightningDrag.Imaging"];
        Assert.All(namespaces, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
        return string.Concat(namespaces.Select(name => $"using {name};\n")) + lines;
    }

    private string Built(string name) => folder[Path.Combine(name, "bin", "Release", "net10.0", name + ".dll")];

    private Task DotnetAsync(params string[] arguments) => Packing.DotnetAsync(folder["."], arguments);

    /// <summary>Whether the symbols have the sources of all files in them, as a debugger looks for them.</summary>
    private static bool HoldsItsSources(ZipArchive symbols)
    {
        var embeddedSource = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        using var content = new MemoryStream();
        using (var file = symbols.Entries.Single(entry => entry.Name == "LightningDrag.pdb").Open())
            file.CopyTo(content);
        content.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(content);
        var reader = provider.GetMetadataReader();
        var kinds = reader.CustomDebugInformation.Select(handle =>
            reader.GetGuid(reader.GetCustomDebugInformation(handle).Kind)
        );
        return kinds.Count(kind => kind == embeddedSource) >= 100;
    }

    private static string PackageCache =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
