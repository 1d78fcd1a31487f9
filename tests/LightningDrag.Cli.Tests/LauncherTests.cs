using System.Diagnostics;
using System.Runtime.Versioning;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests;

/// <summary>The repository's own command, with a dotnet that only says what it was asked to run.</summary>
[UnsupportedOSPlatform("windows")]
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
        foreach (string file in (string[])["Directory.Build.props", "global.json", "src/Program.cs"])
        {
            File.WriteAllText(folder[file], "");
        }

        File.WriteAllText(folder["path/dotnet"], "#!/bin/sh\necho \"$@\"\n");
        const UnixFileMode readable =
            UnixFileMode.UserRead
            | UnixFileMode.UserWrite
            | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead
            | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead
            | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder["."], readable);
        foreach (string program in (string[])["path/dotnet", "lightningdrag"])
        {
            File.SetUnixFileMode(folder[program], readable);
        }
    }

    private static bool IsRoot => Environment.UserName == "root" && File.Exists("/usr/bin/setpriv");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_program_older_than_its_sources_runs_where_it_cannot_be_built()
    {
        Assert.SkipUnless(IsRoot, "needs another user (setpriv as root)");
        File.WriteAllText(folder["src/LightningDrag.Cli/bin/Release/net10.0/LightningDrag.Cli.dll"], "");
        File.WriteAllText(folder["src/LightningDrag.Cli/obj/lightningdrag.stamp"], "");
        File.SetLastWriteTimeUtc(folder["src/LightningDrag.Cli/obj/lightningdrag.stamp"], DateTime.UtcNow.AddHours(-1));
        var (exitCode, output, error) = await AsNobodyAsync("info");
        Assert.Equal(0, exitCode);
        Assert.EndsWith("LightningDrag.Cli.dll info\n", output, StringComparison.Ordinal);
        Assert.Contains("newer than the program", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_built_and_cannot_be_says_so()
    {
        Assert.SkipUnless(IsRoot, "needs another user (setpriv as root)");
        var (exitCode, output, error) = await AsNobodyAsync("info");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("not built yet", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_memory_is_said_before_NET_starts()
    {
        string script = $"ulimit -v 2000000; exec '{folder["lightningdrag"]}' info";
        var run = await TestProcess.RunAsync(
            ProcessLimit.Command,
            new ProcessStartInfo("bash", ["-c", script])
            {
                Environment = { ["PATH"] = folder["path"] + ":/usr/bin:/bin" },
            }
        );
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(
            "limited to 1953 MiB (ulimit -v)",
            Assert.Single(run.Error.TrimEnd().Split('\n')),
            StringComparison.Ordinal
        );
    }

    private Task<ProcessResult> AsNobodyAsync(string argument) =>
        TestProcess.RunAsync(
            ProcessLimit.Command,
            new ProcessStartInfo(
                "setpriv",
                [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", folder["lightningdrag"], argument]
            )
            {
                Environment = { ["PATH"] = folder["path"] + ":/usr/bin:/bin" },
            }
        );
}
