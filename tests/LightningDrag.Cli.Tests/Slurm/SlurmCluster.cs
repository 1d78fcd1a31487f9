using System.Diagnostics;
using System.Security.Cryptography;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Slurm;

/// <summary>
/// A cluster of one node on this machine, of Slurm's own programs, with key, settings, state and logs in a temporary
/// folder; nothing of the system's Slurm, if it has one, is touched. It claims four processors and two graphics cards,
/// which nothing here opens.
/// </summary>
internal sealed class SlurmCluster : IAsyncDisposable
{
    private static readonly string[] Programs =
    [
        "munged",
        "slurmctld",
        "slurmd",
        "sbatch",
        "srun",
        "scontrol",
        "scancel",
    ];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly TemporaryFolder folder = new();
    private readonly List<TestProcess> services = [];

    private SlurmCluster() { }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["SLURM_CONF"] = folder["slurm.conf"] };

    /// <summary>Starts the cluster; skips the test, with the reason, where Slurm is not installed.</summary>
    public static async Task<SlurmCluster> StartAsync()
    {
        string[] places = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] missing =
        [
            .. Programs.Where(program =>
                !places.Append("/usr/sbin").Any(place => File.Exists(Path.Combine(place, program)))
            ),
        ];
        Assert.SkipWhen(
            missing.Length > 0,
            $"Slurm is not installed ({string.Join(", ", missing)}): apt-get install slurm-wlm munge libpmix-dev "
                + $"openmpi-bin."
        );
        Assert.SkipUnless(
            System.Environment.UserName == "root",
            "Slurm's node service starts jobs for others, which needs root."
        );
        Assert.SkipUnless(
            Directory.EnumerateFiles("/usr/lib", "libpmix.so", SearchOption.AllDirectories).Any(),
            "Slurm asks for libpmix.so, which Debian has in libpmix-dev."
        );
        var cluster = new SlurmCluster();
        try
        {
            await cluster.StartServicesAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Hands a script to the cluster, from a folder.</summary>
    /// <returns>The job's number.</returns>
    public async Task<string> SubmitAsync(string directory, params string[] arguments) =>
        (await RunInAsync(directory, "sbatch", ["--parsable", .. arguments])).Trim().Split(';')[0];

    /// <summary>
    /// A field of what Slurm says of a job or of the tasks of an array, such as JobState or Restarts.
    /// </summary>
    public async Task<string[]> FieldAsync(string job, string field)
    {
        string text = await RunAsync("scontrol", "show", "job", "--oneliner", job);
        return
        [
            .. text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .Where(word => word.StartsWith(field + "=", StringComparison.Ordinal))
                .Select(word => word[(field.Length + 1)..]),
        ];
    }

    /// <summary>Waits until a job, or every task of an array, has ended.</summary>
    /// <returns>The states in which they ended.</returns>
    public async Task<string[]> EndAsync(string job)
    {
        for (long start = Stopwatch.GetTimestamp(); ; await Task.Delay(200, Token))
        {
            string[] states = await FieldAsync(job, "JobState");
            if (
                states.Length > 0
                && !states.Any(state => state is "PENDING" or "RUNNING" or "COMPLETING" or "CONFIGURING" or "REQUEUED")
            )
                return states;
            Assert.True(
                Stopwatch.GetElapsedTime(start) < Patience,
                $"Job {job} is still {string.Join(", ", states)}.\n{Logs()}"
            );
        }
    }

    /// <summary>Runs one of Slurm's commands.</summary>
    /// <returns>What it prints.</returns>
    public Task<string> RunAsync(string program, params string[] arguments) =>
        RunInAsync(folder[""], program, arguments);

    private async Task<string> RunInAsync(string directory, string program, string[] arguments)
    {
        using var process = Start(ProcessLimit.Command, program, arguments, directory);
        var run = await process.EndAsync();
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.Error}\n{Logs()}");
        return run.Output;
    }

    public async ValueTask DisposeAsync()
    {
        // The node first: it ends its jobs.
        for (int i = services.Count - 1; i >= 0; i--)
        {
            using var service = services[i];
            if (service.HasExited)
                continue;
            await service.SignalAsync();
            await service.EndsWithinAsync(TimeSpan.FromSeconds(10));
        }

        folder.Dispose();
    }

    private async Task StartServicesAsync()
    {
        File.WriteAllBytes(folder["munge.key"], RandomNumberGenerator.GetBytes(128));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder["munge.key"], UnixFileMode.UserRead);
        Directory.CreateDirectory(folder["state"]);
        Directory.CreateDirectory(folder["spool"]);
        File.WriteAllText(folder["gres.conf"], "Name=gpu File=/dev/tty[0-1]\n");
        File.WriteAllText(
            folder["slurm.conf"],
            $"""
            ClusterName=test
            SlurmctldHost=localhost
            SlurmUser=root
            SlurmctldPort={LocalPorts.Free()}
            SlurmdPort={LocalPorts.Free()}
            AuthType=auth/munge
            AuthInfo=socket={folder["munge.socket"]}
            CredType=cred/munge
            StateSaveLocation={folder["state"]}
            SlurmdSpoolDir={folder["spool"]}
            SlurmctldPidFile={folder["slurmctld.pid"]}
            SlurmdPidFile={folder["slurmd.pid"]}
            ProctrackType=proctrack/pgid
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SlurmdParameters=config_overrides
            ReturnToService=2
            KillWait=60
            GresTypes=gpu
            NodeName=localhost CPUs=4 Gres=gpu:2 State=UNKNOWN
            PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP

            """
        );
        Serve(
            "munged",
            "--foreground",
            "--force",
            "--key-file",
            folder["munge.key"],
            "--socket",
            folder["munge.socket"],
            "--pid-file",
            folder["munged.pid"],
            "--seed-file",
            folder["munge.seed"],
            "--log-file",
            folder["munge.log"]
        );
        await UntilAsync(() => Task.FromResult(File.Exists(folder["munge.socket"])));
        Serve("slurmctld", "-D", "-i");
        Serve("slurmd", "-D", "-N", "localhost");
        await UntilAsync(async () =>
        {
            using var process = Start(ProcessLimit.Tool, "scontrol", ["show", "node", "--oneliner", "localhost"]);
            return (await process.EndAsync()).Output.Contains(" State=IDLE ", StringComparison.Ordinal);
        });
    }

    private void Serve(string program, params string[] arguments)
    {
        // Their words go to a file of their own, whose end a message shows.
        string command = $"exec {program} \"$@\" > '{folder[program + ".log"]}' 2>&1";
        services.Add(Start(ProcessLimit.Service, "sh", ["-c", command, program, .. arguments]));
    }

    private TestProcess Start(TimeSpan limit, string program, string[] arguments, string? directory = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        start.Environment["PATH"] += ":/usr/sbin";
        return TestProcess.Start(limit, start);
    }

    private async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (long start = Stopwatch.GetTimestamp(); !await isSo(); await Task.Delay(100, Token))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"Slurm did not start.\n{Logs()}");
        }
    }

    /// <summary>The last words of the services.</summary>
    public string Logs() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFiles(folder[""], "*.log")
                .Select(file => $"{Path.GetFileName(file)}:\n{string.Join('\n', File.ReadLines(file).TakeLast(10))}")
        );
}
