using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LightningDrag.TestSupport;
using NetArchTest.Rules;

namespace LightningDrag.Cli.Tests.Layout;

/// <summary>Each folder of src opens with a README that says what it may use; what is compiled uses no more.</summary>
public sealed partial class FolderTests
{
    private static readonly string Source = Path.Combine(SharedData.Repository, "src");

    public static TheoryData<string> Projects =>
        [.. Directory.GetDirectories(Source).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string, string> Folders =>
        new(Projects.SelectMany(project => FoldersOf(project.Data).Select(folder => (project.Data, folder))));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_to_what_its_README_allows(string project)
    {
        var file = XDocument.Load(Path.Combine(Source, project, project + ".csproj"));
        string[] referred =
        [
            .. file.Descendants("ProjectReference")
                .Select(reference =>
                    Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))
                ),
        ];
        Assert.Equal(referred.Order(StringComparer.Ordinal), Allowed(project).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_what_its_README_allows(string project, string folder)
    {
        // Libraries and programs that extend another keep its namespaces.
        string root = project.EndsWith(".Torch", StringComparison.Ordinal) ? project[..^".Torch".Length] : project;
        string[] allowed = Allowed(Path.Combine(project, folder));
        string[] refused =
        [
            .. FoldersOf(project)
                .Where(other => other != folder && !allowed.Contains(other))
                .Select(other => $"{root}.{other}"),
        ];
        if (refused.Length == 0)
            return;

        var result = Types
            .InAssembly(Assembly.Load(project))
            .That()
            .ResideInNamespace($"{root}.{folder}")
            .ShouldNot()
            .HaveDependencyOnAny(refused)
            .GetResult();
        Assert.True(
            result.IsSuccessful,
            $"May not use {string.Join(", ", refused)}: "
                + $"{string.Join(", ", result.FailingTypes.Select(type => $"{type.FullName} ({type.Explanation})"))}"
        );
    }

    /// <summary>Folders with code; a project's own package description is none of them.</summary>
    private static IEnumerable<string> FoldersOf(string project) =>
        Directory
            .GetDirectories(Path.Combine(Source, project))
            .Where(folder =>
                Path.GetFileName(folder) is not ("bin" or "obj")
                && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Any()
            )
            .Select(folder => Path.GetFileName(folder)!);

    private static string[] Allowed(string folder)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Source, folder, "README.md"));
        Assert.InRange(lines.Length, 3, 10);
        string allowed = MayUse().Match(string.Join(' ', lines)).Groups["names"].Value;
        Assert.NotEmpty(allowed);
        return allowed is "nothing here" or "no other project" ? [] : allowed.Split(", ");
    }

    [GeneratedRegex(@"May use: (?<names>[A-Za-z., ]+?)\.(?: |$)")]
    private static partial Regex MayUse();
}
