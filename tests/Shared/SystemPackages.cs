using System.Diagnostics;

namespace LightningDrag.TestSupport;

/// <summary>Programs of the system that tests use and may install.</summary>
internal static class SystemPackages
{
    /// <summary>
    /// Installs a package where that is allowed: as root, where there is apt-get. Waits for another program that holds
    /// its lock.
    /// </summary>
    public static async Task InstallAsync(string package)
    {
        if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get"))
            return;
        await AptGetAsync("update", "-qq");
        await AptGetAsync("install", "-y", "-qq", "--no-install-recommends", package);
    }

    private static async Task AptGetAsync(params string[] arguments)
    {
        // RUNLEVEL: the package's own service is not started.
        var start = new ProcessStartInfo("apt-get", ["-o", "DPkg::Lock::Timeout=60", .. arguments])
        {
            Environment = { ["DEBIAN_FRONTEND"] = "noninteractive", ["RUNLEVEL"] = "1" },
        };
        try
        {
            await TestProcess.RunAsync(ProcessLimit.Command, start);
        }
        catch (TimeoutException)
        {
            // The caller looks whether the program is there, and skips its test where it is not.
        }
    }
}
