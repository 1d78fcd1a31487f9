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

    private static string PackageCache =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

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

        foreach (string example in Examples)
            CopyExample(example, example);
        await DotnetAsync("new", "sln", "--name", "examples");
        await DotnetAsync(["sln", "add", .. Examples]);
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
    }

    /// <summary>
    /// As somebody does who has the README and an empty machine: the commands as they stand there, a home and a cache
    /// of packages of their own. What is in this machine's cache stands for nuget.org.
    /// </summary>
    [Fact]
    public async Task The_lines_of_the_README_make_a_program_on_an_empty_machine()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        string packages = Directory.CreateDirectory(folder["checkout/packages"]).FullName;
        await Packing.PackAsync("LightningDrag", version, packages, "--no-build", "-p:IncludeSymbols=false");
        Directory.CreateDirectory(folder["checkout/samples"]);
        File.Copy(Samples.Cat, folder["checkout/samples/cat.jpg"]);
        Directory.CreateDirectory(folder["home/.nuget/NuGet"]);
        await File.WriteAllTextAsync(
            folder["home/.nuget/NuGet/NuGet.Config"],
            $"""
            <configuration>
              <packageSources><add key="nuget.org" value="{PackageCache}"/></packageSources>
            </configuration>
            """,
            TestContext.Current.CancellationToken
        );
        var emptyMachine = new Dictionary<string, string>
        {
            ["HOME"] = folder["home"],
            ["DOTNET_CLI_HOME"] = folder["home"],
            ["NUGET_PACKAGES"] = folder["home/.nuget/packages"],
            ["DOTNET_ROOT"] = Packing.DotnetRoot,
        };

        const string pack = "dotnet pack src/LightningDrag -c Release -o packages && ";
        var readme = MarkdownPage.Read("README.md");
        string[] commands = [.. readme.Commands.Where(line => line.Contains("my-editor", StringComparison.Ordinal))];
        string source = Assert.Single(readme.Commands, line => line.StartsWith(pack, StringComparison.Ordinal));
        foreach (string command in (string[])[source[pack.Length..], .. commands])
        {
            if (command.StartsWith("dotnet run", StringComparison.Ordinal))
                await File.WriteAllTextAsync(
                    folder["my-editor/Program.cs"],
                    Assert.Single(readme.Blocks("csharp")),
                    TestContext.Current.CancellationToken
                );
            await Packing.RunAsync(emptyMachine, folder["checkout"], "bash", "-euo", "pipefail", "-c", command);
        }

        Packing.AssertEdited(Samples.Cat, folder["checkout/cat-edited.png"]);

        // An example, as the page of the examples starts it.
        const string example = "EditAPhoto";
        CopyExample(example, Path.Combine("checkout", "examples", example));
        var page = MarkdownPage.Read("examples/README.md");
        string start = Assert.Single(page.Commands, line => line.Contains($"/{example} ", StringComparison.Ordinal));
        await Packing.RunAsync(emptyMachine, folder["checkout"], "bash", "-euo", "pipefail", "-c", start);
        Packing.AssertEdited(Samples.Cat, folder["checkout/edited.png"]);
    }

    private void CopyExample(string name, string target)
    {
        Directory.CreateDirectory(folder[target]);
        foreach (string file in (string[])[$"{name}.csproj", "Program.cs"])
            File.Copy(Path.Combine(SharedData.Repository, "examples", name, file), folder[Path.Combine(target, file)]);
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
}
