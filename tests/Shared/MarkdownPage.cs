using System.Text.RegularExpressions;

namespace LightningDrag.TestSupport;

/// <summary>A page of the repository, and the code that it shows.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string text) => Text = text;

    public string Text { get; }

    /// <summary>The commands of all blocks for a shell: one a line, continued lines in one.</summary>
    public IEnumerable<string> Commands =>
        Blocks("sh", "bash")
            .SelectMany(code => code.Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
            .Select(line => line.Trim())
            .Where(line => line.Length > 0);

    /// <summary>The code that stands in the text.</summary>
    public IEnumerable<string> Inline =>
        InlineCode().Matches(Fences().Replace(Text, "")).Select(match => match.Groups["code"].Value);

    /// <summary>The pages that people read: README, docs, what packages and examples say of themselves.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "examples/README.md",
        .. Files("docs", "*.md", SearchOption.TopDirectoryOnly),
        .. Files("src", "README.md", SearchOption.AllDirectories),
    ];

    /// <summary>Reads a page by its path in the repository.</summary>
    public static MarkdownPage Read(string page) =>
        new(File.ReadAllText(Path.Combine(SharedData.Repository, page)).ReplaceLineEndings("\n"));

    /// <summary>The code of the blocks in some languages, in order.</summary>
    public IEnumerable<string> Blocks(params string[] languages) =>
        Fences()
            .Matches(Text)
            .Where(match => languages.Contains(match.Groups["language"].Value))
            .Select(match => match.Groups["code"].Value);

    private static IEnumerable<string> Files(string folder, string pattern, SearchOption depth) =>
        Directory
            .GetFiles(Path.Combine(SharedData.Repository, folder), pattern, depth)
            .Select(file => Path.GetRelativePath(SharedData.Repository, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex("^ *```(?<language>[a-z]+)\n(?<code>.*?)^ *```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex InlineCode();
}
