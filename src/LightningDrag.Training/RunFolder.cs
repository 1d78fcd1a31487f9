using LightningDrag.Files;

namespace LightningDrag.Training;

/// <summary>
/// A run's folder, before the run: nobody's files are replaced there, and no earlier run is begun anew by mistake.
/// </summary>
internal static class RunFolder
{
    /// <summary>What every run leaves in its folder.</summary>
    public const string Sign = "run.json";

    /// <summary>Checks the folder.</summary>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: it holds something else, or a run that is not to be resumed;
    /// <see cref="ErrorCode.Unsupported"/>: it cannot be written.
    /// </exception>
    public static void Require(TrainingLoopOptions options)
    {
        OutputFolder.Require(
            options.Output,
            Sign,
            "options.json",
            "log.jsonl",
            "events*",
            "pictures",
            TrainingLog.FinishedMark,
            "*.safetensors"
        );
        if (options.Resume || !Directory.Exists(options.Output))
            return;
        if (
            !Directory.EnumerateFiles(options.Output, TrainingCheckpoint.Pattern).Any()
            && !File.Exists(Path.Combine(options.Output, TrainingLog.FinishedMark))
        )
        {
            return;
        }

        throw new LightningDragException(
            ErrorCode.InvalidRequest,
            $"The run folder '{options.Output}' holds a run, which would be lost: go on with it by --resume, or "
                + $"give a new folder."
        );
    }
}
