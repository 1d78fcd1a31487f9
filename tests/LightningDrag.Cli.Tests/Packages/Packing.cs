using System.Diagnostics;
using System.Runtime.InteropServices;
using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Packages;

/// <summary>Packs projects and runs what comes of them, away from this repository's settings.</summary>
internal static class Packing
{
    public const string Configuration =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    /// <summary>
    /// Where the runtime that runs this test lies: shared/Microsoft.NETCore.App/VERSION is three folders below.
    /// </summary>
    public static string DotnetRoot =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>A version of its own, so that no cache can answer with an older package.</summary>
    public static string NewVersion() => $"0.1.0-test.{Environment.ProcessId}.{DateTime.UtcNow.Ticks}";

    /// <summary>Where a project of the repository lies.</summary>
    public static string Project(string name) => Path.Combine(SharedData.Repository, "src", name);

    /// <summary>Packs a project.</summary>
    public static Task PackAsync(string project, string version, string feed, params string[] options) =>
        DotnetAsync(
            feed,
            [
                "pack",
                Project(project),
                "-c",
                Configuration,
                $"-p:MinVerVersionOverride={version}",
                $"-p:PackageVersion={version}",
                "-o",
                feed,
                .. options,
            ]
        );

    /// <summary>Installs a tool from a folder of packages, and from nowhere else.</summary>
    /// <returns>What the tool needs to know of where it is.</returns>
    public static async Task<Dictionary<string, string>> InstallAsync(
        TemporaryFolder folder,
        string feed,
        string name,
        string version
    )
    {
        string sources = $"<packageSources><clear/><add key=\"local\" value=\"{feed}\"/></packageSources>";
        await File.WriteAllTextAsync(
            folder["nuget.config"],
            $"<configuration>{sources}</configuration>",
            TestContext.Current.CancellationToken
        );
        var home = new Dictionary<string, string>
        {
            ["HOME"] = Directory.CreateDirectory(folder["home"]).FullName,
            ["DOTNET_CLI_HOME"] = folder["home"],
            ["NUGET_PACKAGES"] = folder["packages"],
            ["DOTNET_ROOT"] = DotnetRoot,
        };
        string[] line =
        [
            "tool",
            "install",
            name,
            "--version",
            version,
            "--tool-path",
            folder["tools"],
            "--configfile",
            folder["nuget.config"],
        ];
        await RunAsync(home, folder["."], "dotnet", line);
        return home;
    }

    /// <summary>Runs dotnet.</summary>
    public static Task DotnetAsync(string workingFolder, params string[] arguments) =>
        RunAsync(new Dictionary<string, string>(), workingFolder, "dotnet", arguments);

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static async Task<string> RunAsync(
        IReadOnlyDictionary<string, string> environment,
        string workingFolder,
        string program,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Directory.CreateDirectory(workingFolder).FullName,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // The test host's own settings are not the user's.
        foreach (string name in start.Environment.Keys.Where(IsOfTheTestHost).ToList())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        var run = await TestProcess.RunAsync(ProcessLimit.Build, start);
        Assert.True(
            run.ExitCode == 0,
            $"{program} {string.Join(' ', arguments)}: {run.ExitCode}\n{run.Output}\n{run.Error}"
        );
        return run.Output;
    }

    /// <summary>Checks that a result is the source, changed.</summary>
    public static void AssertEdited(string source, string result)
    {
        var (before, after) = (ImageReader.Read(source), ImageReader.Read(result));
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        Assert.NotEqual(before.Pixels, after.Pixels);
    }

    private static bool IsOfTheTestHost(string name) =>
        name.StartsWith("LIGHTNINGDRAG_", StringComparison.Ordinal)
        || name.StartsWith("MSBuild", StringComparison.Ordinal);
}
