using System.Collections.Concurrent;
using System.Diagnostics;
using LightningDrag.Data.Camera;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Points;
using LightningDrag.Data.Shards;
using LightningDrag.Files;
using OpenCvSharp;

namespace LightningDrag.Data;

/// <summary>
/// Turns videos into supervision pairs: shots of a camera that stands still, two frames of each in which something
/// moves, points followed from one to the other, and a mask around what moves. A run that is stopped in any way goes on
/// where it was and writes the same bytes.
/// </summary>
/// <param name="options">What the pairs depend on.</param>
/// <param name="camera">Tells still cameras from moving ones; called from several threads.</param>
/// <param name="cameraName">What the records call it.</param>
/// <param name="tracker">Follows points; called from several threads.</param>
public sealed class PairBuild(PairBuildOptions options, ICameraFilter camera, string cameraName, IPointTracker tracker)
{
    /// <summary>Builds the pairs of some clips.</summary>
    /// <param name="clips">All clips, whatever this run's share of them.</param>
    /// <param name="output">Folder of the shards.</param>
    /// <param name="share">Which clips this run works on.</param>
    /// <param name="jobs">Clips worked on at a time, 1 to 256.</param>
    /// <param name="progress">Hears of every finished clip.</param>
    /// <param name="cancellationToken">Stops soon; what is finished stays.</param>
    /// <returns>The index that was written.</returns>
    /// <exception cref="LightningDragException">A wrong option, another run's folder, a full disk.</exception>
    public ShardIndex Run(
        IReadOnlyList<Clip> clips,
        string output,
        WorkerShare share,
        int jobs = 1,
        IProgress<PairBuildProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(clips);
        options.Validate();
        OptionCheck.Range(nameof(jobs), jobs, 1, 256);
        OutputFolder.Require(output, "*ledger.jsonl", "*index.json", "*parts", "*.tar");
        var folder = new ShardFolder(output, share);
        var sides = new SplitSides(clips, options.Shards);
        FfmpegMessages.Silence();

        // Clips are worked on side by side; threads within one picture would only get in each other's way.
        Cv2.SetNumThreads(1);
        try
        {
            Directory.CreateDirectory(output);
            var header = RunHeader.Of(options, tracker.Name, cameraName, clips, share);
            using var ledger = ClipLedger.Open(folder.Ledger, header);
            Directory.CreateDirectory(folder.Parts);
            int[] mine = [.. Enumerable.Range(0, clips.Count).Where(i => i % share.Count == share.Index)];
            var packer = new ShardPacker(folder, ledger, mine, sides, options.Shards);
            packer.Advance();
            WorkOff(clips, mine, folder, ledger, packer, jobs, progress, cancellationToken);
            return packer.Finish(header);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"The folder '{output}' cannot be written ({error.Message}).",
                error
            );
        }
    }

    private void WorkOff(
        IReadOnlyList<Clip> clips,
        int[] mine,
        ShardFolder folder,
        ClipLedger ledger,
        ShardPacker packer,
        int jobs,
        IProgress<PairBuildProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var worker = new ClipWorker(options, camera, tracker);
        var meter = new PairBuildMeter(mine.Length, ledger.Records.Values);
        int[] pending = [.. mine.Where(clip => !ledger.Records.ContainsKey(clip))];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(
                Partitioner.Create(pending, EnumerablePartitionerOptions.NoBuffering),
                parallel,
                number =>
                {
                    ClipRecord? record = null;
                    ShardFolder.WriteWhole(
                        folder.Part(number),
                        stream => record = worker.Run(number, clips[number], stream, cancellationToken)
                    );
                    lock (ledger)
                    {
                        ledger.Add(record!);
                        packer.Advance();
                        progress?.Report(meter.Add(record!));
                    }
                }
            );
        }
        catch (AggregateException errors) when (errors.InnerExceptions.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }
}

/// <summary>How far a run is.</summary>
/// <param name="Clips">Clips in its share.</param>
/// <param name="Done">Those finished.</param>
/// <param name="Pairs">Pairs so far.</param>
/// <param name="Latest">The clip that was finished just now.</param>
/// <param name="FramesPerSecond">Frames decoded a second since the run was started (again).</param>
/// <param name="Remaining">How long the rest will take at the pace so far.</param>
public sealed record PairBuildProgress(
    int Clips,
    int Done,
    long Pairs,
    ClipRecord Latest,
    double FramesPerSecond,
    TimeSpan Remaining
);

/// <summary>Keeps the counts of a run.</summary>
internal sealed class PairBuildMeter(int clips, IEnumerable<ClipRecord> before)
{
    private readonly long start = Stopwatch.GetTimestamp();
    private int done = before.Count(),
        added;
    private long pairs = before.Sum(record => record.Pairs),
        frames;

    public PairBuildProgress Add(ClipRecord record)
    {
        done++;
        added++;
        pairs += record.Pairs;
        frames += record.Frames;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new PairBuildProgress(
            clips,
            done,
            pairs,
            record,
            frames / elapsed.TotalSeconds,
            elapsed / added * (clips - done)
        );
    }
}
