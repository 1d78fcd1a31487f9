using System.Text.RegularExpressions;
using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Parsing;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Documentation;

/// <summary>
/// Every command that a page names, in a block or in the text, read by the program's own parser: also those that take a
/// cluster, a network or hours.
/// </summary>
public sealed partial class CommandLinesTests
{
    public static TheoryData<string> Pages =>
        [.. MarkdownPage.All.Where(page => Named(MarkdownPage.Read(page)).Any() || Scripts(page).Any())];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_commands_of_a_page_have_no_unknown_word(string page)
    {
        var commands = CommandTree.Create(HeavyCommands.All());
        Assert.All(
            Named(MarkdownPage.Read(page)),
            line =>
            {
                var parse = commands.Parse(line);
                Assert.Empty(parse.Errors.Select(error => error.Message));
                Assert.Null(UnknownOptions.First(parse));
            }
        );
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_scripts_that_a_page_names_are_there(string page) =>
        Assert.All(
            Scripts(page),
            script => Assert.True(Path.Exists(Path.Combine(SharedData.Repository, script)), script)
        );

    /// <summary>The words after the program's name. In the text a command without options is a mere name.</summary>
    private static IEnumerable<string[]> Named(MarkdownPage page) =>
        page
            .Commands.Concat(page.Inline.Where(code => code.Contains(" -", StringComparison.Ordinal)))
            .Select(line => Program().Match(line))
            .Where(match => match.Success)
            .Select(match => Words().Matches(match.Groups["words"].Value))
            .Select(words => (string[])[.. words.Select(word => word.Value.Trim('\'', '"'))]);

    private static IEnumerable<string> Scripts(string page) =>
        Script().Matches(MarkdownPage.Read(page).Text).Select(match => match.Groups["path"].Value).Distinct();

    // What follows in brackets or behind # is said to the reader; an image of a container may have the program's name.
    [GeneratedRegex(@"(?<!--tag)(^|[ /])lightningdrag (?<words>[^…|&]*?)( +#.*| \(.*)?$")]
    private static partial Regex Program();

    [GeneratedRegex("'[^']*'|\"[^\"]*\"|[^ ]+")]
    private static partial Regex Words();

    [GeneratedRegex("[`(/ ](?<path>(eng|tests/tools|examples|deploy|benchmarks)/[A-Za-z0-9./-]*[A-Za-z0-9])")]
    private static partial Regex Script();
}
