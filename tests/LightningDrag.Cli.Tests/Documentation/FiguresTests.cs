using System.Diagnostics;
using System.Text.RegularExpressions;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Documentation;

/// <summary>README is short, and says no figure that docs/benchmarks.md does not have.</summary>
public sealed partial class FiguresTests
{
    [Fact]
    public void The_README_is_short() => Assert.InRange(Read("README.md").Split('\n').Length - 1, 1, 100);

    [Fact]
    public void Every_figure_of_the_README_stands_in_the_benchmarks()
    {
        string[] cells = [.. Read("docs/benchmarks.md").Split('|').Select(cell => cell.Trim())];
        string[] figures = [.. Figures().Matches(Read("README.md")).Select(match => match.Groups["number"].Value)];
        Assert.True(figures.Length >= 5, "README's table has hardly any figure.");
        Assert.All(figures, figure => Assert.Contains(figure, cells));
    }

    [Fact]
    public async Task The_tables_are_as_the_script_writes_them()
    {
        using var folder = new TemporaryFolder();
        string[] files = ["README.md", "docs/benchmarks.md"];
        foreach (string name in (string[])[.. files, "docs/benchmarks.json", "eng/figures"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
            File.Copy(Path.Combine(SharedData.Repository, name), folder[name]);
        }

        Assert.SkipWhen(await TestProcess.TryToolAsync("node", "--version") is null, "needs node");
        var run = await TestProcess.RunAsync(
            ProcessLimit.Tool,
            new ProcessStartInfo("node", [folder["eng/figures"], "--write"])
        );
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(files, file => Assert.Equal(Read(file), File.ReadAllText(folder[file])));
    }

    private static string Read(string page) => File.ReadAllText(Path.Combine(SharedData.Repository, page));

    [GeneratedRegex(@"(?<number>[+×−-]?\d[\d.,]*) (ms|s|MiB|MB|GiB|GB|dB|px|%)(?![a-z])")]
    private static partial Regex Figures();
}
