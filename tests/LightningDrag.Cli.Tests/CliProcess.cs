using System.Diagnostics;
using System.Text.Json;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests;

/// <summary>Runs the built command line as a process of its own, as a person would.</summary>
internal static class CliProcess
{
    /// <summary>The built program with everything.</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LightningDrag.Cli.Torch.dll");

    /// <summary>The editor's own build, without libtorch beside it: bin/Release/net10.0 as here.</summary>
    public static readonly string Editor = Path.Combine(
        SharedData.Repository,
        "src",
        "LightningDrag.Cli",
        "bin",
        Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "..", ".."), AppContext.BaseDirectory),
        "LightningDrag.Cli.dll"
    );

    public static async Task<Run> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await FinishAsync(process);
    }

    /// <summary>Runs the editor alone.</summary>
    public static async Task<Run> RunEditorAsync(params string[] arguments)
    {
        using var process = TestProcess.Start(
            ProcessLimit.Command,
            new ProcessStartInfo("dotnet", [Editor, .. arguments])
        );
        return await FinishAsync(process);
    }

    /// <summary>Runs with some environment variables set.</summary>
    public static async Task<Run> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return await FinishAsync(process);
    }

    public static TestProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static TestProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return TestProcess.Start(ProcessLimit.Command, start);
    }

    /// <summary>Waits for the end of a process.</summary>
    public static async Task<Run> FinishAsync(TestProcess process)
    {
        var end = await process.EndAsync();
        return new Run(end.ExitCode, end.Output, end.Error);
    }

    /// <summary>Writes a program that starts the built command line, as the repository's own does.</summary>
    public static void WriteLauncher(string path)
    {
        File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What a run left behind.</summary>
    public sealed record Run(int ExitCode, string Output, string Error)
    {
        /// <summary>Standard output as the one JSON object that it must be.</summary>
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;

        /// <summary>Checks that the run failed with one line that holds all <paramref name="parts"/>.</summary>
        public void AssertFails(int exitCode, params string[] parts)
        {
            Assert.Equal(exitCode, ExitCode);
            Assert.Empty(Output);
            Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
            Assert.Single(Error.TrimEnd().Split('\n'));
            Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
        }
    }
}

/// <summary>A folder for a test's files, gone after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lightningdrag-test-");

    public string this[string file] => Path.Combine(folder.FullName, file);

    public void Dispose() => folder.Delete(recursive: true);
}
