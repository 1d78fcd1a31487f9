using LightningDrag.Cli.Tests.Commands;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Poison;

/// <summary>
/// Runs programs twice, as they are and with a library that makes fresh memory NaN: whoever reads what nobody wrote is
/// found out.
/// </summary>
public sealed class PoisonedMemory : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private bool isBuilt;

    internal static IReadOnlyDictionary<string, string> Clean => TrainFixture.OneThread;

    internal IReadOnlyDictionary<string, string> Poisoned
    {
        get
        {
            Assert.SkipUnless(isBuilt, "needs a C compiler (cc): apt-get install gcc");
            return new Dictionary<string, string>(Clean) { ["LD_PRELOAD"] = folder["poison.so"] };
        }
    }

    public async ValueTask InitializeAsync()
    {
        string source = Path.Combine(SharedData.Repository, "tests", "LightningDrag.Cli.Tests", "Poison", "poison.c");
        string[] compile = ["-shared", "-fPIC", "-O2", source, "-o", folder["poison.so"], "-ldl"];
        isBuilt = OperatingSystem.IsLinux() && await TestProcess.TryToolAsync("cc", compile) is { ExitCode: 0 };
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What <c>tests/tools/PoisonProbe</c> prints, clean and poisoned.</summary>
    internal async Task<(string[] Clean, string[] Poisoned)> ProbeAsync(params string[] arguments) =>
        (await LinesAsync(Clean, arguments), await LinesAsync(Poisoned, arguments));

    private static async Task<string[]> LinesAsync(IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        string probe = Path.Combine(AppContext.BaseDirectory, "PoisonProbe.dll");
        var start = new System.Diagnostics.ProcessStartInfo("dotnet", [probe, .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var run = await TestProcess.RunAsync(ProcessLimit.Command, start);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output.TrimEnd().Split('\n');
    }
}
