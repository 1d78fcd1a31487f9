using System.Diagnostics;
using LightningDrag.Cli.Tests.Commands;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;

namespace LightningDrag.Cli.Tests.Slurm;

/// <summary>The scripts in <c>eng/slurm</c>, run by a Slurm of one node.</summary>
public sealed class SlurmTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_array_builds_pairs_in_shares_that_can_be_merged()
    {
        await using var cluster = await SlurmCluster.StartAsync();
        using var folder = new TemporaryFolder();
        TinyClips.Write(Path.Combine(SharedData.Repository, "samples"), folder["clips"], 3);
        // where the jobs are started from, under the name that the scripts use
        CliProcess.WriteLauncher(folder["lightningdrag"]);
        string job = await cluster.SubmitAsync(
            folder[""],
            "--array=1-2",
            "--cpus-per-task=1",
            Script("pairs"),
            folder["clips"],
            folder["shards"],
            "--camera-filter",
            "none",
            "--size",
            "64",
            "--pairs-per-clip",
            "2"
        );
        string[] states = await cluster.EndAsync(job);
        Assert.True(states.All(state => state == "COMPLETED"), string.Join(' ', states) + Report(cluster, folder));

        var merged = await CliProcess.RunAsync("pairs", "merge", folder["shards"], "--json");
        Assert.True(merged.ExitCode == 0, merged.Error);
        Assert.Equal(3, merged.Json.GetProperty("summary").GetProperty("clips").GetInt32());
        Assert.Equal(0, (await CliProcess.RunAsync("pairs", "verify", folder["shards"])).ExitCode);
    }

    [Fact]
    public async Task Training_by_two_tasks_is_queued_again_whatever_interrupts_it_and_ends_with_the_same_bits()
    {
        const int steps = 30;
        string[][] interruptions =
        [
            ["scancel", "--signal=TERM"], // the tasks alone, as Slurm's time limit and pre-emption do
            ["scancel", "--signal=TERM", "--batch"], // the script alone
            ["scontrol", "requeue"], // tasks and script
        ];
        await TrainFixture.RequireMpiAsync();
        await using var cluster = await SlurmCluster.StartAsync();
        using var folder = new TemporaryFolder();
        using var fixture = new TrainFixture();
        // where the jobs are started from, under the name that the scripts use
        CliProcess.WriteLauncher(folder["lightningdrag"]);
        string config = fixture.Configuration(steps, checkpointEvery: 1000),
            log = Path.Combine(fixture["slurm"], "log.jsonl"),
            finished = Path.Combine(fixture["slurm"], "finished");
        string job = await cluster.SubmitAsync(
            folder[""],
            "--nodes=1",
            "--ntasks-per-node=2",
            "--cpus-per-task=1",
            "--export=ALL,LIGHTNINGDRAG_DEVICE=cpu,OMP_NUM_THREADS=1",
            Script("train"),
            fixture["slurm"],
            "--config",
            config
        );
        foreach (var (done, interruption) in interruptions.Index())
        {
            long before = LengthOf(log);
            await UntilAsync(() => Task.FromResult(LengthOf(log) > before));
            await cluster.RunAsync(interruption[0], [.. interruption[1..], job]);
            await UntilAsync(async () =>
                (await cluster.FieldAsync(job, "Restarts"))[0] == $"{done + 1}"
                && (await cluster.FieldAsync(job, "JobState"))[0] == "PENDING"
            );
            Assert.False(File.Exists(finished));
            // Slurm waits for two minutes before it starts such a job again.
            await cluster.RunAsync("scontrol", "update", $"JobId={job}", "StartTime=now");
        }

        string state = Assert.Single(await cluster.EndAsync(job));
        Assert.True(state == "COMPLETED", Report(cluster, folder));
        Assert.True(File.Exists(finished));

        using var both = TrainFixture.StartTwo("train", "--config", config, "--output", fixture["whole"]);
        var whole = await CliProcess.FinishAsync(both);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(fixture.Losses("whole"), fixture.Losses("slurm"));
        Assert.Equal(
            await File.ReadAllBytesAsync(fixture.Newest("whole")!, Token),
            await File.ReadAllBytesAsync(fixture.Newest("slurm")!, Token)
        );

        async Task UntilAsync(Func<Task<bool>> isSo)
        {
            for (long start = Stopwatch.GetTimestamp(); !await isSo(); )
            {
                Assert.True(
                    Stopwatch.GetElapsedTime(start) < ProcessLimit.Command,
                    $"The job did not come so far.\n{Report(cluster, folder)}"
                );
                string now = (await cluster.FieldAsync(job, "JobState"))[0];
                Assert.False(
                    now is "COMPLETED" or "FAILED" or "CANCELLED" or "TIMEOUT",
                    $"{now}\n{Report(cluster, folder)}"
                );
                await Task.Delay(100, Token);
            }
        }

        static long LengthOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
    }

    private static string Script(string name) => Path.Combine(SharedData.Repository, "eng", "slurm", name + ".sbatch");

    /// <summary>What the jobs printed.</summary>
    private static string Report(SlurmCluster cluster, TemporaryFolder folder) =>
        cluster.Logs() + string.Join('\n', Directory.EnumerateFiles(folder[""], "*.log").Select(File.ReadAllText));
}
