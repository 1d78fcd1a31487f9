using System.Diagnostics;
using System.Text.RegularExpressions;
using LightningDrag.Cli.Tests.Commands;
using LightningDrag.Cli.Tests.Packages;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Documentation;

/// <summary>The commands that README and docs show, run as a reader would who copies them.</summary>
public sealed partial class DocumentedCommandsTests : IDisposable
{
    /// <summary>Pages whose commands need more than photos, and what runs them instead.</summary>
    private static readonly Dictionary<string, string> PagesWithTestsOfTheirOwn = new()
    {
        ["docs/api.md"] = "ApiGuideTests",
        ["docs/install.md"] = nameof(ToolPackageTests),
        ["docs/onnx.md"] = "ExportTests",
        ["docs/training.md"] = nameof(TrainingGuideTests),
    };

    /// <summary>Commands that take what a test of another class sets up, and that class.</summary>
    private static readonly (string Part, string Test)[] RunElsewhere =
    [
        ("curl ", nameof(The_server_of_the_README_answers)),
        ("edit=", nameof(The_server_of_the_README_answers)),
        (" serve", nameof(The_server_of_the_README_answers)),
        ("dotnet pack ", nameof(ToolPackageTests)),
        ("dotnet tool install ", nameof(ToolPackageTests)),
        ("podman ", "by hand: images of the base system come from a registry"),
        (" models download ", nameof(ModelsDownloadTests)),
        (" models verify ", nameof(ModelsVerifyTests)),
        (" --model sd15", nameof(StableDiffusionTests)),
        ("LIGHTNINGDRAG_TORCH=cuda", nameof(LauncherTests)),
    ];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Pages =>
        [.. AllPages().Where(page => !PagesWithTestsOfTheirOwn.ContainsKey(page) && CommandsOf(page).Any(IsRunHere))];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_run(string page)
    {
        await ArrangeAsync();
        foreach (string command in CommandsOf(page).Where(IsRunHere))
        {
            var run = await RunAsync(command);
            Assert.True(run.ExitCode == 0, $"{command}\n{run.Output}\n{run.Error}");
        }
    }

    [Fact]
    public async Task The_server_of_the_README_answers()
    {
        await ArrangeAsync();
        string serve = CommandsOf("README.md").Single(command => command.Contains(" serve", StringComparison.Ordinal));
        var words = serve.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(folder[words[0]], [.. words.Skip(1), "--port", "0", "--json"]);
        start.Environment["BROWSER"] = "true";
        using var server = TestProcess.Start(ProcessLimit.Service, start);
        string said = await server.OutputAsync(text => text.TrimEnd().EndsWith('}'), "the server's address");
        string address = Address().Match(said).Value;

        string block = Blocks()
            .Matches(Read("README.md"))
            .Select(match => match.Groups["text"].Value)
            .Single(text => text.Contains("curl", StringComparison.Ordinal));
        var run = await RunAsync(block.Replace("http://127.0.0.1:8080", address, StringComparison.Ordinal));
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(ImageReader.Read(Samples.Cat).Width, ImageReader.Read(folder["cat-edited.png"]).Width);
    }

    [Fact]
    public void The_gallery_shows_the_commands_that_make_it()
    {
        string[] shown = [.. Gallery().Matches(Read("docs/gallery.md")).Select(match => match.Groups["command"].Value)];
        string[] made =
        [
            .. ((string[])["edits", "things", "failures"])
                .SelectMany(name => Read($"docs/gallery/{name}.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .Select(line => line.Split('|')[1]),
        ];
        Assert.Equal(made, shown);
    }

    private static IEnumerable<string> AllPages() =>
        Directory
            .GetFiles(Path.Combine(SharedData.Repository, "docs"), "*.md")
            .Select(file => $"docs/{Path.GetFileName(file)}")
            .Append("README.md")
            .Order(StringComparer.Ordinal);

    private static string Read(string page) => File.ReadAllText(Path.Combine(SharedData.Repository, page));

    private static IEnumerable<string> CommandsOf(string page) =>
        Blocks()
            .Matches(Read(page))
            .SelectMany(block => block.Groups["text"].Value.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
            .Where(line => line.Length > 0);

    private static bool IsRunHere(string command) =>
        !RunElsewhere.Any(other => command.Contains(other.Part, StringComparison.Ordinal));

    /// <summary>What the pages speak of: the samples, the launcher, photos of one's own, and a recipe.</summary>
    private async Task ArrangeAsync()
    {
        CliProcess.WriteLauncher(folder["lightningdrag"]);
        Directory.CreateDirectory(folder["samples"]);
        Directory.CreateDirectory(folder["photos"]);
        foreach (string sample in Directory.GetFiles(Path.Combine(SharedData.Repository, "samples")))
            File.Copy(sample, folder[Path.Combine("samples", Path.GetFileName(sample))]);
        foreach (string name in (string[])["cat.jpg", "photos/first.jpg", "photos/second.jpg", "photo.jpg"])
            File.Copy(Samples.Cat, folder[name]);
        var run = await RunAsync(
            "./lightningdrag edit cat.jpg --drag 172,92:172,84 --save-recipe cat-recipe.json -o recipe.png"
        );
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private Task<ProcessResult> RunAsync(string command) =>
        TestProcess.RunAsync(
            ProcessLimit.Command,
            new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", command]) { WorkingDirectory = folder["."] }
        );

    [GeneratedRegex(@"^```(sh|bash)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex("^`lightningdrag (?<command>.*)`$", RegexOptions.Multiline)]
    private static partial Regex Gallery();
}
