using System.Diagnostics;
using System.Text.RegularExpressions;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests;

/// <summary>The examples of docs/api.md, run as a reader would who copies them.</summary>
public sealed partial class ApiGuideTests(RunningServer server)
{
    private static readonly Dictionary<string, (string Program, string[] Arguments, string File)> Languages = new()
    {
        ["bash"] = ("bash", ["-euo", "pipefail", "example.sh"], "example.sh"),
        ["python"] = ("python3", ["example.py"], "example.py"),
        ["csharp"] = ("dotnet", ["run", "example.cs"], "example.cs"),
    };

    public static TheoryData<string, int> Examples { get; } =
        new(All().Select(example => (example.Language, example.Number)));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task AnExampleRuns(string language, int number)
    {
        var token = TestContext.Current.CancellationToken;
        var (program, arguments, file) = Languages[language];
        string needed = language == "bash" ? "curl" : program;
        Assert.SkipUnless(Exists(needed), $"needs {needed}");
        string code = All().Single(example => example.Language == language && example.Number == number).Code;
        var folder = Directory.CreateTempSubdirectory("lightningdrag-test-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "cat.jpg"), RunningServer.Cat, token);
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, file),
                code.Replace(
                    "http://127.0.0.1:8080",
                    server.Server.Address.ToString().TrimEnd('/'),
                    StringComparison.Ordinal
                ),
                token
            );
            var run = await TestProcess.RunAsync(
                ProcessLimit.Command,
                new ProcessStartInfo(program, arguments) { WorkingDirectory = folder.FullName }
            );
            Assert.True(run.ExitCode == 0, run.Error + run.Output);
            string[] pictures = Directory.GetFiles(folder.FullName, "edited.png");
            if (code.Contains("edited.png", StringComparison.Ordinal))
                Assert.Equal(451, ImageReader.Read(Assert.Single(pictures)).Width);
            else
                Assert.Contains("event: completed", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Language, int Number, string Code)> All() =>
        Example()
            .Matches(File.ReadAllText(Path.Combine(SharedData.Repository, "docs", "api.md")))
            .Select((match, i) => (match.Groups[1].Value, i, match.Groups[2].Value));

    private static bool Exists(string program) =>
        Environment
            .GetEnvironmentVariable("PATH")!
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    [GeneratedRegex("^```(bash|python|csharp)\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Example();
}
