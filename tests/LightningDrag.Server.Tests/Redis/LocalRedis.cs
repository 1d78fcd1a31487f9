using LightningDrag.TestSupport;

namespace LightningDrag.Server.Tests.Redis;

/// <summary>
/// Debian's redis-server on a port of its own, keeping nothing on disk; skips the test, with the reason, where there is
/// none and none can be installed.
/// </summary>
internal sealed class LocalRedis : IDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly TestProcess process;

    private LocalRedis(TestProcess process, int port) =>
        (this.process, Address) = (process, $"redis://127.0.0.1:{port}");

    public string Address { get; }

    public static async Task<LocalRedis> StartAsync()
    {
        Assert.SkipUnless(
            await IsInstalledAsync(),
            "needs redis-server, which is not installed and cannot be (apt-get as root)"
        );
        int port = LocalPorts.Free();
        var process = TestProcess.Start(
            ProcessLimit.Service,
            "redis-server",
            "--port",
            $"{port}",
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no"
        );
        await process.OutputAsync(
            said => said.Contains("Ready to accept connections", StringComparison.Ordinal),
            "Redis to accept connections"
        );
        return new LocalRedis(process, port);
    }

    public void Dispose() => process.Dispose();

    private static async Task<bool> IsInstalledAsync()
    {
        if (!File.Exists(Program))
            await SystemPackages.InstallAsync("redis-server");
        return File.Exists(Program);
    }
}
