using System.Text.RegularExpressions;
using LightningDrag.TestSupport;

namespace LightningDrag.Page.Tests;

/// <summary>The page's modules have an order: none needs, however far away, one that needs it.</summary>
public sealed partial class ModuleTests
{
    private static string Folder => Path.Combine(SharedData.Repository, "src", "LightningDrag.Server", "Page");

    [Fact]
    public void There_is_no_circle_of_modules()
    {
        var needs = Directory
            .EnumerateFiles(Folder, "*.js", SearchOption.AllDirectories)
            .ToDictionary(file => file, NeedsOf);
        Assert.True(needs.Count > 30 && needs.Values.Sum(all => all.Length) > 100);
        var done = new HashSet<string>();
        foreach (string module in needs.Keys)
            Visit(module, []);

        void Visit(string module, string[] way)
        {
            Assert.False(
                way.Contains(module),
                $"A circle: {string.Join(" → ", way.Append(module).Select(file => Path.GetRelativePath(Folder, file)))}"
            );
            if (!done.Contains(module))
                foreach (string next in needs[module])
                    Visit(next, [.. way, module]);
            done.Add(module);
        }
    }

    /// <summary>
    /// What lies below does not know what lies above: geometry knows nothing, the state knows geometry, neither knows
    /// the document's controls.
    /// </summary>
    [Theory]
    [InlineData("geometry", new[] { "geometry" })]
    [InlineData("state", new[] { "state", "geometry", "server" })]
    [InlineData("tools", new[] { "tools", "state", "geometry", "canvas" })]
    public void Lower_rooms_know_no_upper_ones(string room, string[] allowed)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Folder, room), "*.js"))
        {
            foreach (string other in NeedsOf(file))
            {
                string of = Path.GetRelativePath(Folder, other).Split(Path.DirectorySeparatorChar)[0];
                Assert.True(
                    allowed.Contains(of),
                    $"{room}/{Path.GetFileName(file)} needs {of}/{Path.GetFileName(other)}"
                );
            }
        }
    }

    private static string[] NeedsOf(string file) =>
        [
            .. Import()
                .Matches(File.ReadAllText(file))
                .Select(match => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, match.Groups[1].Value))),
        ];

    [GeneratedRegex(@"^import [^;]*?from '(\.[^']+)';", RegexOptions.Multiline)]
    private static partial Regex Import();
}
