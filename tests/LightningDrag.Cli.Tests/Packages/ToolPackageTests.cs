using System.IO.Compression;
using System.Runtime.InteropServices;

namespace LightningDrag.Cli.Tests.Packages;

/// <summary>
/// The commands as their users get them: packed, and installed where nothing of this repository is in reach.
/// </summary>
public sealed class ToolPackageTests(PackedEditor editor) : IDisposable
{
    private const long Most = 120 << 20;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(
        "linux-x64",
        Architecture.X64,
        "libSkiaSharp.so",
        "libonnxruntime.so",
        "libonnxruntime_providers_shared.so"
    )]
    [InlineData(
        "linux-arm64",
        Architecture.Arm64,
        "libSkiaSharp.so",
        "libonnxruntime.so",
        "libonnxruntime_providers_shared.so"
    )]
    [InlineData("osx-arm64", Architecture.Arm64, "libSkiaSharp.dylib", "libonnxruntime.dylib")]
    [InlineData("win-x64", Architecture.X64, "libSkiaSharp.dll", "onnxruntime.dll", "onnxruntime_providers_shared.dll")]
    [InlineData(
        "win-arm64",
        Architecture.Arm64,
        "libSkiaSharp.dll",
        "onnxruntime.dll",
        "onnxruntime_providers_shared.dll"
    )]
    public async Task For_each_system_it_has_that_systems_native_files_and_no_others(
        string system,
        Architecture processor,
        params string[] natives
    )
    {
        await editor.PackAsync();
        string published = PackedEditor.PublishedFor(system);
        var files = NativeFile.In(published).ToList();
        Assert.Equal(natives, files.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Contains(processor, file.Processors));

        string[] all = Directory.GetFiles(published, "*", SearchOption.AllDirectories);
        string[] names = [.. all.Select(file => Path.GetRelativePath(published, file).Replace('\\', '/'))];
        string[] expected =
        [
            "LightningDrag.Cli.dll",
            "LightningDrag.Cli.deps.json",
            "LightningDrag.Cli.runtimeconfig.json",
            "LightningDrag.dll",
            "models/compact/motion-denoiser.safetensors",
            "models/compact/appearance-encoder.safetensors",
        ];
        Assert.Subset(names.ToHashSet(), expected.ToHashSet());
        Assert.DoesNotContain(names, name => name.Contains("torch", StringComparison.OrdinalIgnoreCase));
        Assert.All(
            (string[])["Microsoft.ML.OnnxRuntime", "SkiaSharp"],
            package => Assert.Contains(names, name => name.StartsWith($"licences/{package}/", StringComparison.Ordinal))
        );
        Assert.InRange(all.Sum(file => new FileInfo(file).Length), 1, Most);

        string package = editor.PackageOf(system);
        using var archive = await ZipFile.OpenReadAsync(package, TestContext.Current.CancellationToken);
        Assert.Subset(
            archive.Entries.Select(entry => entry.FullName).ToHashSet(),
            names.Select(name => $"tools/net10.0/{system}/{name}").ToHashSet()
        );
    }

    [Fact]
    public async Task The_editor_installs_into_an_empty_home_and_edits_a_photo()
    {
        await editor.PackAsync();
        var home = await Packing.InstallAsync(folder, editor.Feed, "LightningDrag.Cli", editor.Version);
        await EditsAPhotoAsync(home);
        // dotnet keeps the package that it has unpacked, twice; that is not the editor.
        var installed = new DirectoryInfo(folder["tools"])
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => file.Extension != ".nupkg");
        Assert.InRange(installed.Sum(file => file.Length), 1, Most);
    }

    [Fact]
    public async Task The_command_with_everything_installs_and_has_libtorch()
    {
        string version = Packing.NewVersion();
        await Packing.PackAsync(
            "LightningDrag.Cli.Torch",
            version,
            folder["feed"],
            "--no-build",
            "-p:IncludeSymbols=false"
        );
        var home = await Packing.InstallAsync(folder, folder["feed"], "LightningDrag.Cli.Torch", version);
        string info = await Packing.RunAsync(home, folder["."], folder["tools/lightningdrag"], "info");
        Assert.Matches("(?m)^libtorch +2\\.", info);
        await EditsAPhotoAsync(home);
    }

    private async Task EditsAPhotoAsync(Dictionary<string, string> home)
    {
        File.Copy(Samples.Cat, folder["cat.jpg"]);
        await Packing.RunAsync(
            home,
            folder["."],
            folder["tools/lightningdrag"],
            "edit",
            "cat.jpg",
            "--drag",
            "172,92:172,84",
            "-o",
            "edited.png"
        );
        Packing.AssertEdited(Samples.Cat, folder["edited.png"]);
    }
}
