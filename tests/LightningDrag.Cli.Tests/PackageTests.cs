using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Runtime.InteropServices;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests;

/// <summary>The packages as their users get them: packed from what is built, then used where nothing of this repository is in reach.</summary>
public sealed class PackageTests : IDisposable
{
    private const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    /// <summary>A version of its own, so that no cache can answer with an older package.</summary>
    private readonly string version = $"0.1.0-test.{Environment.ProcessId}.{DateTime.UtcNow.Ticks}";
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        string cached = Path.Combine(PackageCache, "lightningdrag", version);
        if (Directory.Exists(cached)) Directory.Delete(cached, recursive: true);
    }

    [Fact]
    public async Task The_command_installs_into_an_empty_home_and_edits_a_photo()
    {
        await PackAsync("LightningDrag.Cli");
        await File.WriteAllTextAsync(folder["nuget.config"], $"<configuration><packageSources><clear/><add key=\"local\" value=\"{folder["feed"]}\"/></packageSources></configuration>", TestContext.Current.CancellationToken);
        var home = new Dictionary<string, string> { ["HOME"] = Directory.CreateDirectory(folder["home"]).FullName, ["DOTNET_CLI_HOME"] = folder["home"], ["NUGET_PACKAGES"] = folder["packages"] };
        await DotnetAsync(home, "tool", "install", "LightningDrag.Cli", "--version", version, "--tool-path", folder["tools"], "--configfile", folder["nuget.config"]);

        File.Copy(Samples.Cat, folder["cat.jpg"]);
        home["DOTNET_ROOT"] = DotnetRoot;
        await RunAsync(home, folder[Path.Combine("tools", "lightningdrag")], "edit", "cat.jpg", "--drag", "172,92:172,84", "-o", "edited.png");
        AssertEdited(Samples.Cat, folder["edited.png"]);
        string symbols = Directory.GetFiles(folder["feed"], "LightningDrag.Cli.*.snupkg").Single();
        using var archive = await ZipFile.OpenReadAsync(symbols, TestContext.Current.CancellationToken);
        Assert.Contains(archive.Entries, entry => entry.Name == "LightningDrag.pdb");
        using var package = await ZipFile.OpenReadAsync(Directory.GetFiles(folder["feed"], "LightningDrag.Cli.*.nupkg").Single(), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(package.Entries, entry => entry.Name.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.True(HoldsItsSources(archive), "A debugger finds no sources: no SourceLink, none embedded.");
    }

    [Fact]
    public async Task A_program_that_references_the_library_edits_a_photo_with_the_weights_of_the_package()
    {
        await PackAsync("LightningDrag");
        string package = Directory.GetFiles(folder["feed"], "*.nupkg").Single();
        using (var archive = await ZipFile.OpenReadAsync(package, TestContext.Current.CancellationToken))
        {
            string[] expected = ["README.md", "NOTICE", "THIRD-PARTY.md", "CHANGELOG.md", "icon.png", "models/compact/motion-denoiser.safetensors", "models/compact/appearance-encoder.safetensors", "lib/net10.0/LightningDrag.xml"];
            Assert.Subset(archive.Entries.Select(entry => entry.FullName).ToHashSet(), expected.ToHashSet());
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

        var none = new Dictionary<string, string>();
        await DotnetAsync(none, "new", "sln", "--name", "programs");
        string[] projects = [.. examples.Append("Readme").Select(name => folder[Path.Combine(name, name + ".csproj")])];
        await DotnetAsync(none, ["sln", "add", .. projects]);
        await DotnetAsync(
            none, "build", "-c", "Release", $"-p:LightningDragVersion={version}", $"-p:RestoreAdditionalProjectSources={folder["feed"]}");

        Directory.CreateDirectory(folder["photos"]);
        foreach (string place in (string[])["cat.jpg", "photos/cat.jpg"]) File.Copy(Samples.Cat, folder[place]);
        await DotnetAsync(none, Built("EditAPhoto"), Samples.Cat, folder["edited.png"]);
        AssertEdited(Samples.Cat, folder["edited.png"]);
        await DotnetAsync(none, Built("EditAFolder"), folder["photos"], folder["results"]);
        AssertEdited(Samples.Cat, folder["results/cat.png"]);
        await DotnetAsync(none, Built("Readme"));
        AssertEdited(Samples.Cat, folder["cat-edited.png"]);

        string Built(string name) => folder[Path.Combine(name, "bin", "Release", "net10.0", name + ".dll")];
    }

    private static string ProgramOfReadme()
    {
        string[] parts = File.ReadAllText(Path.Combine(SharedData.Repository, "README.md")).Split("```");
        return parts.Single(part => part.StartsWith("csharp", StringComparison.Ordinal))["csharp".Length..];
    }

    /// <summary>Where the runtime that runs this test lies: shared/Microsoft.NETCore.App/VERSION is three folders below.</summary>
    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string PackageCache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

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

    private static void AssertEdited(string source, string result)
    {
        var (before, after) = (ImageReader.Read(source), ImageReader.Read(result));
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        Assert.NotEqual(before.Pixels, after.Pixels);
    }

    private Task PackAsync(string project) => DotnetAsync(
        new Dictionary<string, string>(), "pack", Path.Combine(SharedData.Repository, "src", project), "-c", Configuration, "--no-build", $"-p:MinVerVersionOverride={version}", $"-p:PackageVersion={version}", "-o", folder["feed"]);

    private Task DotnetAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) => RunAsync(environment, "dotnet", arguments);

    private async Task RunAsync(IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder["."] };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // The test host's own settings are not the user's.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("LIGHTNINGDRAG_", StringComparison.Ordinal) || name.StartsWith("MSBuild", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        var run = await TestProcess.RunAsync(ProcessLimit.Command, start);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.ExitCode}\n{run.Output}\n{run.Error}");
    }
}
