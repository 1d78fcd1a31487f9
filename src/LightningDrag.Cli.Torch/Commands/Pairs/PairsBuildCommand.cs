using System.CommandLine;
using LightningDrag.Cli.Output;
using LightningDrag.Cli.Parsing;
using LightningDrag.Data;
using LightningDrag.Data.Camera;
using LightningDrag.Data.Clips;
using LightningDrag.Data.Points;
using LightningDrag.Data.Shards;

namespace LightningDrag.Cli.Commands.Pairs;

/// <summary>
/// <c>pairs build</c>: videos in, shards out; stop it in any way and give the same command again to go on.
/// </summary>
internal static class PairsBuildCommand
{
    private const long LongestList = 1 << 20;

    public static Command Create()
    {
        var videos = new Argument<string[]>("videos")
        {
            Description = "Folders, globs, .txt lists (one path a line) or video files",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Folder of the shards",
            HelpName = "SHARDS",
            Required = true,
        };
        var scenes = new Option<string?>("--scenes")
        {
            Description = "CSV file with columns file and scene: clips of one scene stay on one side of the split",
            HelpName = "FILE",
        };
        var splitBy = new Option<string?>("--split-by")
        {
            Description = "Column of the --scenes file whose values stay on one side, too: source_repo, say",
            HelpName = "COLUMN",
        };
        var heldBack = new Option<string?>("--hold-back")
        {
            Description =
                "Text file of such values (without --split-by of scenes), one a line: these are the validation side",
            HelpName = "FILE",
        };
        var camera = new Option<string>("--camera-filter")
        {
            Description = "How still cameras are told from moving ones; none believes that all stand still",
            DefaultValueFactory = _ => CameraFilters.Default,
        };
        camera.AcceptOnlyFromAmong([.. CameraFilters.Names]);
        var tracker = new Option<string>("--tracker")
        {
            Description = "What follows the points",
            DefaultValueFactory = _ => PointTrackers.Default,
        };
        tracker.AcceptOnlyFromAmong([.. PointTrackers.Names]);
        var trackerWeights = new Option<string?>("--tracker-weights")
        {
            Description = "cotracker2.pth, which the tracker cotracker2 needs (non-commercial licence)",
            HelpName = "FILE",
        };
        var size = new NumberOption<int>("--size")
        {
            Description = "Side of a pair's pictures in pixels",
            HelpName = "N",
            DefaultValueFactory = _ => 256,
        };
        var pairsPerClip = new NumberOption<int>("--pairs-per-clip")
        {
            Description = "At most so many pairs a clip",
            HelpName = "N",
            DefaultValueFactory = _ => 12,
        };
        var shardSize = new NumberOption<double>("--shard-size")
        {
            Description = "MiB after which a shard is closed",
            HelpName = "X",
            DefaultValueFactory = _ => 256,
        };
        var validation = new NumberOption<double>("--validation")
        {
            Description = "Share of the scenes (or values of --split-by) kept for validation, where none are named",
            HelpName = "X",
            DefaultValueFactory = _ => 0.2,
        };
        var noFlow = new Option<bool>("--no-flow")
        {
            Description = "Leave out the flow of every pixel, which training of the compact model needs",
        };
        var seed = new NumberOption<long>("--seed") { Description = "Seed of all that is drawn", HelpName = "N" };
        var jobs = new NumberOption<int>("--jobs")
        {
            Description = "Clips worked on at a time",
            HelpName = "N",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var shard = Shard();
        var command = new Command(
            "build",
            "Make supervision pairs from videos of still cameras; stopped in any way, the same command goes on "
                + "where it was"
        )
        {
            videos,
            output,
            scenes,
            splitBy,
            heldBack,
            camera,
            tracker,
            trackerWeights,
            size,
            pairsPerClip,
            shardSize,
            validation,
            noFlow,
            seed,
            jobs,
            shard,
        };
        command.Run(
            (parse, terminal, cancellationToken) =>
                Task.Run(
                    () =>
                    {
                        var defaults = new PairBuildOptions();
                        var options = defaults with
                        {
                            Sampling = defaults.Sampling with
                            {
                                Size = parse.GetValue(size),
                                PairsPerClip = parse.GetValue(pairsPerClip),
                            },
                            Shards = defaults.Shards with
                            {
                                Bytes = (long)(parse.GetValue(shardSize) * (1 << 20)),
                                ValidationShare = parse.GetValue(validation),
                                HeldBack = ReadNames(parse.GetValue(heldBack)),
                                WithFlow = !parse.GetValue(noFlow),
                            },
                            Seed = parse.GetValue(seed),
                        };
                        options.Validate();
                        var clips = ClipList.Find(
                            parse.GetRequiredValue(videos),
                            parse.GetValue(scenes),
                            parse.GetValue(splitBy)
                        );
                        string cameraName = parse.GetRequiredValue(camera),
                            folder = parse.GetRequiredValue(output);
                        IPointTracker follower = PointTrackers.Create(
                            parse.GetRequiredValue(tracker),
                            parse.GetValue(trackerWeights)
                        );
                        using var owned = follower as IDisposable;
                        if (follower is CoTracker2Tracker)
                            terminal.WriteNote(CoTracker2Tracker.LicenceNotice);
                        var build = new PairBuild(options, CameraFilters.Create(cameraName), cameraName, follower);
                        var index = build.Run(
                            clips,
                            folder,
                            parse.GetValue(shard),
                            parse.GetValue(jobs),
                            PairsDisplay.Progress(terminal),
                            cancellationToken
                        );
                        PairsDisplay.WriteSummary(terminal, index);
                        terminal.WriteLine(
                            $"{index.Shards.Count} shard{(index.Shards.Count == 1 ? "" : "s")} in {folder}"
                        );
                        terminal.WriteJson(index, HeavyReportJson.Default.ShardIndex);
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    private static Option<WorkerShare> Shard() =>
        new("--shard")
        {
            Description =
                "Work on every n-th clip from the i-th (from 0) only, as one of n runs; join them with 'pairs merge'",
            HelpName = "i/n",
            CustomParser = argument =>
            {
                if (WorkerShare.TryParse(argument.Tokens[0].Value, out var share))
                    return share;
                argument.AddError(
                    $"'{argument.Tokens[0].Value}' is not a value for --shard: write i/n with i from 0 to n - 1, "
                        + $"for example 0/8"
                );
                return default;
            },
            DefaultValueFactory = _ => WorkerShare.Whole,
        };

    private static string[] ReadNames(string? file)
    {
        if (file is null)
            return [];
        if (!File.Exists(file) || new FileInfo(file).Length > LongestList)
        {
            throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{file}' of --hold-back is not there or longer than {LongestList >> 20} MiB; give a text file "
                    + $"of names, one a line."
            );
        }

        string[] names =
        [
            .. File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'),
        ];
        return names.Length > 0
            ? names
            : throw new LightningDragException(
                ErrorCode.InvalidFile,
                $"'{file}' of --hold-back names nothing; write names into it, one a line."
            );
    }
}
