using System.Diagnostics;
using System.Text.RegularExpressions;
using LightningDrag.Cli.Tests.Commands;
using LightningDrag.Cli.Tests.Packages;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Documentation;

/// <summary>
/// The commands that README and docs show, run as a reader would who copies them. <see cref="CommandLinesTests"/> reads
/// those too that are not run here.
/// </summary>
public sealed partial class DocumentedCommandsTests : IDisposable
{
    /// <summary>Pages whose commands need more than photos, and what runs them instead.</summary>
    private static readonly Dictionary<string, string> PagesWithTestsOfTheirOwn = new()
    {
        ["docs/api.md"] = "ApiGuideTests",
        ["docs/onnx.md"] = "ExportTests",
        ["docs/training.md"] = nameof(TrainingGuideTests),
    };

    /// <summary>Commands that take what a test of another class sets up, and that class; or why none can run.</summary>
    private static readonly (string Part, string Test)[] RunElsewhere =
    [
        ("api=", nameof(The_server_of_the_README_answers)),
        ("edit=", nameof(The_server_of_the_README_answers)),
        ("curl ", nameof(The_server_of_the_README_answers)),
        (" serve", nameof(The_server_of_the_README_answers)),
        ("http.server ", "the page's WebFormTests"),
        ("dotnet pack src/LightningDrag.Cli ", nameof(ToolPackageTests)),
        ("dotnet tool ", nameof(ToolPackageTests)),
        ("dotnet pack src/LightningDrag ", nameof(LibraryPackageTests)),
        ("my-editor", nameof(LibraryPackageTests)),
        ("examples/EditAPhoto", nameof(LibraryPackageTests)),
        ("podman ", "by hand: images of the base system come from a registry"),
        (" models download ", nameof(ModelsDownloadTests)),
        (" models verify ", nameof(ModelsVerifyTests)),
        (" --model sd15", nameof(StableDiffusionTests)),
        ("LIGHTNINGDRAG_TORCH=cuda", nameof(LauncherTests)),
    ];

    private readonly ReadersFolder folder = new();

    public static TheoryData<string> Pages =>
        [
            .. MarkdownPage.All.Where(page =>
                !PagesWithTestsOfTheirOwn.ContainsKey(page) && MarkdownPage.Read(page).Commands.Any(IsRunHere)
            ),
        ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_commands_of_a_page_run(string page)
    {
        foreach (string command in MarkdownPage.Read(page).Commands.Where(IsRunHere))
        {
            await folder.PrepareAsync(command);
            await folder.RunAsync(Smaller(command));
        }
    }

    /// <summary>One of each kind: <c>eng/gallery</c> has run all, or their pictures would not be there.</summary>
    [Fact]
    public async Task The_commands_of_the_gallery_run()
    {
        foreach (string command in CommandsOfGallery().DistinctBy(Kind))
            await folder.RunAsync($"lightningdrag {command} -o result.png");

        static string Kind(string command) => string.Join(' ', OptionNames().Matches(command).Select(m => m.Value));
    }

    [Fact]
    public void The_gallery_shows_the_commands_that_make_it()
    {
        string[] made =
        [
            .. ((string[])["edits", "things", "failures"])
                .SelectMany(name => File.ReadLines(Path.Combine(SharedData.Repository, $"docs/gallery/{name}.txt")))
                .Select(line => line.Split('|')[1]),
        ];
        Assert.Equal(made, CommandsOfGallery());
    }

    [Fact]
    public async Task The_server_of_the_README_answers()
    {
        var readme = MarkdownPage.Read("README.md");
        string serve = readme.Commands.Single(command => command.Contains(" serve", StringComparison.Ordinal));
        var words = serve.Split(' ');
        var start = new ProcessStartInfo(folder[words[0]], [.. words.Skip(1), "--port", "0", "--json"]);
        start.Environment["BROWSER"] = "true";
        using var server = TestProcess.Start(ProcessLimit.Service, start);
        string said = await server.OutputAsync(text => text.TrimEnd().EndsWith('}'), "the server's address");
        string address = Address().Match(said).Value;

        string block = readme.Blocks("sh").Single(text => text.Contains("curl", StringComparison.Ordinal));
        await folder.RunAsync(block.Replace("http://127.0.0.1:8080", address, StringComparison.Ordinal));
        Assert.Equal(ImageReader.Read(Samples.Cat).Width, ImageReader.Read(folder["cat-edited.png"]).Width);
    }

    private static string[] CommandsOfGallery() =>
        [
            .. Gallery()
                .Matches(MarkdownPage.Read("docs/gallery.md").Text)
                .Select(match => match.Groups["command"].Value),
        ];

    private static bool IsRunHere(string command) =>
        !RunElsewhere.Any(other => command.Contains(other.Part, StringComparison.Ordinal));

    /// <summary>The same command for moments in place of hours.</summary>
    private static string Smaller(string command) =>
        Uncommented(command)
        + command switch
        {
            _ when command.Contains(" pairs build ", StringComparison.Ordinal) => " --size 64 --camera-filter none",
            _ when command.Contains(" train ", StringComparison.Ordinal) => " --steps 1 --batch 4 --window 64",
            _ when command.Contains(" evaluate pairs ", StringComparison.Ordinal) => " --limit 1 --synthetic-pairs 1",
            _ => "",
        };

    private static string Uncommented(string command) => command.Split(" #")[0].TrimEnd();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    /// <summary>The command itself and the names of its options.</summary>
    [GeneratedRegex(@"^\w+|--\w+")]
    private static partial Regex OptionNames();

    [GeneratedRegex("^`lightningdrag (?<command>.*)`$", RegexOptions.Multiline)]
    private static partial Regex Gallery();
}
