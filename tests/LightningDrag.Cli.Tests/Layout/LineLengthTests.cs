using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Layout;

/// <summary>The formatters break code; what they leave (texts, comments, scripts) is no longer either.</summary>
public sealed class LineLengthTests
{
    private const int Longest = 120;

    private static readonly string[] Kinds =
    [
        ".cs",
        ".csproj",
        ".props",
        ".targets",
        ".js",
        ".mjs",
        ".py",
        ".css",
        ".html",
        ".md",
        ".c",
        ".sh",
        ".yaml",
        ".sbatch",
        "",
    ];

    /// <summary>What programs write or download, and commands that are to be copied as one line.</summary>
    private static readonly string[] Exempt = ["bin", "obj", "node_modules", "artifacts", "gallery.md"];

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("docs")]
    [InlineData("benchmarks")]
    [InlineData("deploy")]
    [InlineData("eng")]
    [InlineData("examples")]
    [InlineData(".")]
    public void No_line_is_longer_than_a_screen(string folder)
    {
        var depth = folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories;
        string[] tooLong =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(SharedData.Repository, folder), "*", depth)
                .Where(file => Kinds.Contains(Path.GetExtension(file)))
                .Where(file => !Path.GetRelativePath(SharedData.Repository, file).Split('/', '\\').Any(Exempt.Contains))
                .SelectMany(LongLines),
        ];
        Assert.Empty(tooLong);
    }

    private static IEnumerable<string> LongLines(string file) =>
        File.ReadLines(file)
            .Select((line, i) => (Line: line, Number: i + 1))
            .Where(found => found.Line.Length > Longest && !MayBeLong(file, found.Line))
            .Select(found => $"{Path.GetRelativePath(SharedData.Repository, file)}:{found.Number}");

    /// <summary>Rows of tables and links cannot be broken.</summary>
    private static bool MayBeLong(string file, string line) =>
        Path.GetExtension(file) == ".md"
        && (line.TrimStart().StartsWith('|') || line.Contains("](", StringComparison.Ordinal));
}
