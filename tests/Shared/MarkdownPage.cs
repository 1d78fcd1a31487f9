using System.Text.RegularExpressions;

namespace LightningDrag.TestSupport;

/// <summary>A page of the repository, and the code that it shows.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string text) => Text = text;

    public string Text { get; }

    /// <summary>All blocks of code, in order.</summary>
    public IEnumerable<(string Language, string Code)> AllBlocks =>
        Fences().Matches(Text).Select(match => (match.Groups["language"].Value, match.Groups["code"].Value));

    /// <summary>The commands of all blocks for a shell: one a line, continued lines in one.</summary>
    public IEnumerable<string> Commands =>
        Blocks("sh", "bash")
            .SelectMany(code => code.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
            .Select(line => line.Trim())
            .Where(line => line.Length > 0);

    /// <summary>Reads a page by its path in the repository.</summary>
    public static MarkdownPage Read(string page) =>
        new(File.ReadAllText(Path.Combine(SharedData.Repository, page)).ReplaceLineEndings("\n"));

    /// <summary>The code of the blocks in some languages.</summary>
    public IEnumerable<string> Blocks(params string[] languages) =>
        AllBlocks.Where(block => languages.Contains(block.Language)).Select(block => block.Code);

    [GeneratedRegex("^ *```(?<language>[a-z]+)\n(?<code>.*?)^ *```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
