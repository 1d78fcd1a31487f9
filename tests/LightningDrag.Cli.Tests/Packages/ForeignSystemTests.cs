using System.Diagnostics;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Packages;

/// <summary>
/// The builds for other systems, run by what Debian has for that: Wine for Windows, qemu-user with its C library for
/// Arm. Nothing of it is installed for these tests.
/// </summary>
public sealed class ForeignSystemTests : IDisposable
{
    private const string Wine = "/usr/bin/wine",
        Qemu = "/usr/bin/qemu-aarch64";
    private const string ArmProcessor = """
        processor	: 0
        Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid
        CPU implementer	: 0x41
        CPU architecture: 8
        CPU variant	: 0x0
        CPU part	: 0xd08
        CPU revision	: 3

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_Windows_build_edits_under_Wine()
    {
        Assert.SkipUnless(File.Exists(Wine), "needs Wine (Debian: wine64 and wine)");
        await PublishAsync("win-x64");
        var windows = new Dictionary<string, string> { ["WINEPREFIX"] = folder["wine"], ["WINEDEBUG"] = "-all" };
        await EditAsync(windows, Wine, folder["app/LightningDrag.Cli.exe"]);
    }

    [Fact]
    public async Task The_Windows_launcher_says_what_it_needs()
    {
        Assert.SkipUnless(File.Exists(Wine), "needs Wine (Debian: wine64 and wine)");
        File.Copy(Path.Combine(SharedData.Repository, "lightningdrag.cmd"), folder["lightningdrag.cmd"]);
        Assert.Contains("dotnet was not found", await LaunchAsync("cpu"), StringComparison.Ordinal);
        Assert.Contains("it must be cpu or cuda", await LaunchAsync("gpu"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Arm_build_edits_under_qemu()
    {
        Assert.SkipUnless(
            File.Exists(Qemu) && File.Exists("/usr/lib/aarch64-linux-gnu/libssl.so.3"),
            "needs qemu-user and Arm's libraries (Debian, after dpkg --add-architecture arm64: qemu-user "
                + "libstdc++6:arm64 libssl3:arm64)"
        );
        await PublishAsync("linux-arm64");

        // ONNX Runtime reads what processor there is, and qemu shows the file of this one.
        Directory.CreateDirectory(folder["root/proc"]);
        await File.WriteAllTextAsync(folder["root/proc/cpuinfo"], ArmProcessor, TestContext.Current.CancellationToken);
        await EditAsync(
            new Dictionary<string, string>(),
            Qemu,
            "-cpu",
            "cortex-a72",
            "-L",
            folder["root"],
            folder["app/LightningDrag.Cli"]
        );
    }

    private async Task<string> LaunchAsync(string torch)
    {
        var start = new ProcessStartInfo(Wine, ["cmd", "/c", "lightningdrag.cmd", "info"])
        {
            WorkingDirectory = folder["."],
            Environment =
            {
                ["WINEPREFIX"] = folder["wine"],
                ["WINEDEBUG"] = "-all",
                ["LIGHTNINGDRAG_TORCH"] = torch,
            },
        };
        var run = await TestProcess.RunAsync(ProcessLimit.Build, start);
        Assert.Equal(1, run.ExitCode);
        return run.Error;
    }

    /// <summary>
    /// With .NET, which is not installed for the other system, and apart from the builds for this one.
    /// </summary>
    private Task PublishAsync(string system) =>
        Packing.DotnetAsync(
            folder["."],
            "publish",
            Packing.Project("LightningDrag.Cli"),
            "-c",
            Packing.Configuration,
            "-r",
            system,
            "--self-contained",
            $"-p:RuntimeIdentifiers={system}",
            "--artifacts-path",
            folder["artifacts"],
            "-o",
            folder["app"]
        );

    private async Task EditAsync(Dictionary<string, string> environment, string emulator, params string[] program)
    {
        environment["LIGHTNINGDRAG_CACHE"] = "cache";
        File.Copy(Samples.Cat, folder["cat.jpg"]);
        await Packing.RunAsync(
            environment,
            folder["."],
            emulator,
            [.. program, "edit", "cat.jpg", "--drag", "172,92:172,84", "-o", "edited.png"]
        );
        Packing.AssertEdited(Samples.Cat, folder["edited.png"]);

        // Which file a name means is asked of the system.
        var start = new ProcessStartInfo(
            emulator,
            [.. program, "edit", "./cat.jpg", "--drag", "172,92:172,84", "-o", "cat.jpg"]
        )
        {
            WorkingDirectory = folder["."],
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        var refused = await TestProcess.RunAsync(ProcessLimit.Build, start);
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("the photo", refused.Error, StringComparison.Ordinal);
    }
}
