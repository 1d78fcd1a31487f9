using System.Diagnostics;
using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests.Redis;

/// <summary>Debian's redis-server on a port of its own, keeping nothing on disk; skips the test, with the reason, where there is none and none can be installed.</summary>
internal sealed class LocalRedis : IDisposable
{
    private readonly Process process;

    private LocalRedis(Process process, int port) => (this.process, Address) = (process, $"redis://127.0.0.1:{port}");

    public string Address { get; }

    public static async Task<LocalRedis> StartAsync()
    {
        Assert.SkipUnless(await IsInstalledAsync(), "needs redis-server, which is not installed and cannot be (apt-get as root)");
        int port = LocalPorts.Free();
        var process = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true })!;
        var redis = new LocalRedis(process, port);
        for (string? line; (line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)) is not null;)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal)) break;
        }

        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return redis;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task<bool> IsInstalledAsync()
    {
        if (Exists("/usr/bin/redis-server")) return true;
        if (Environment.UserName != "root" || !Exists("/usr/bin/apt-get")) return false;
        await RunAsync("apt-get", "update", "-qq");
        await RunAsync("apt-get", "install", "-y", "-qq", "--no-install-recommends", "redis-server");
        return Exists("/usr/bin/redis-server");
    }

    private static bool Exists(string path) => File.Exists(path);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DEBIAN_FRONTEND"] = "noninteractive", ["RUNLEVEL"] = "1" } };
        using var process = Process.Start(start)!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
    }
}
