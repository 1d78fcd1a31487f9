using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Layout;

/// <summary>
/// THIRD-PARTY.md names every package that is shipped, with the licence that the package itself states.
/// </summary>
public sealed partial class LicenceTests
{
    /// <summary>What may be shipped with a program under Apache-2.0, as a part that stays what it is.</summary>
    private static readonly string[] Accepted = ["Apache-2.0", "BSD-3-Clause", "MIT"];

    private static string PackageCache =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [Fact]
    public void Every_shipped_package_is_named_with_its_licence()
    {
        var named = Rows()
            .Matches(File.ReadAllText(Path.Combine(SharedData.Repository, "THIRD-PARTY.md")))
            .ToDictionary(row => row.Groups["part"].Value, row => row.Groups["licence"].Value);
        var stated = ShippedPackages()
            .ToDictionary(package => package.Id, package => LicenceOf(package.Id, package.Version));
        Assert.All(stated, pair => Assert.Equal(pair.Value, named.GetValueOrDefault(pair.Key)));
        // Other systems have native files of their own.
        Assert.All(
            named.Keys.Except(stated.Keys),
            name => Assert.Contains(".NativeAssets.", name, StringComparison.Ordinal)
        );
        Assert.All(stated, pair => Assert.Contains(pair.Value, Accepted));
    }

    /// <summary>What the program with everything needs to run; it has all that the others have.</summary>
    private static IEnumerable<(string Id, string Version)> ShippedPackages()
    {
        using var needed = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(CliProcess.Program, ".deps.json")));
        foreach (var library in needed.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() != "package")
                continue;
            string[] parts = library.Name.Split('/');
            yield return (parts[0], parts[1]);
        }
    }

    private static string LicenceOf(string id, string version)
    {
        string folder = Path.Combine(PackageCache, id.ToLowerInvariant(), version);
        var description = XDocument.Load(Path.Combine(folder, id.ToLowerInvariant() + ".nuspec")).Root!;
        var licence = description.Descendants().Single(element => element.Name.LocalName == "license");
        if (licence.Attribute("type")!.Value == "expression")
            return licence.Value;
        string text = File.ReadAllText(Path.Combine(folder, licence.Value));
        return text.TrimStart().StartsWith("MIT License", StringComparison.Ordinal) ? "MIT" : "unknown";
    }

    [GeneratedRegex(@"^\| `(?<part>[^`]+)` +\| (?<licence>\S+) ", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
