using System.Diagnostics;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests;

/// <summary>The repository's own command, with a dotnet that only says what it was asked to run.</summary>
public sealed class LauncherTests : IDisposable
{
    private const int Nobody = 65534;
    private readonly TemporaryFolder folder = new();

    public LauncherTests()
    {
        Directory.CreateDirectory(folder["src/LightningDrag.Cli/bin/Release/net10.0"]);
        Directory.CreateDirectory(folder["src/LightningDrag.Cli/obj"]);
        Directory.CreateDirectory(folder["path"]);
        File.Copy(Path.Combine(SharedData.Repository, "lightningdrag"), folder["lightningdrag"]);
        foreach (string file in (string[])["Directory.Build.props", "global.json", "src/Program.cs"]) File.WriteAllText(folder[file], "");
        File.WriteAllText(folder["path/dotnet"], "#!/bin/sh\necho \"$@\"\n");
        Run("chmod", "-R", "a+rX", folder["."]);
        Run("chmod", "+x", folder["path/dotnet"], folder["lightningdrag"]);
    }

    private static bool IsRoot => Environment.UserName == "root" && File.Exists("/usr/bin/setpriv");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_program_older_than_its_sources_runs_where_it_cannot_be_built()
    {
        Assert.SkipUnless(IsRoot, "needs another user (setpriv as root)");
        File.WriteAllText(folder["src/LightningDrag.Cli/bin/Release/net10.0/LightningDrag.Cli.dll"], "");
        File.WriteAllText(folder["src/LightningDrag.Cli/obj/lightningdrag.stamp"], "");
        File.SetLastWriteTimeUtc(folder["src/LightningDrag.Cli/obj/lightningdrag.stamp"], DateTime.UtcNow.AddHours(-1));
        var (exitCode, output, error) = AsNobody("info");
        Assert.Equal(0, exitCode);
        Assert.EndsWith("LightningDrag.Cli.dll info\n", output, StringComparison.Ordinal);
        Assert.Contains("newer than the program", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_built_and_cannot_be_says_so()
    {
        Assert.SkipUnless(IsRoot, "needs another user (setpriv as root)");
        var (exitCode, output, error) = AsNobody("info");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("not built yet", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private (int ExitCode, string Output, string Error) AsNobody(string argument)
    {
        var start = new ProcessStartInfo("setpriv", [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", folder["lightningdrag"], argument])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["PATH"] = folder["path"] + ":/usr/bin:/bin" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)));
        return (process.ExitCode, output.Result, error.Result);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
    }
}
