using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using OpenCvSharp;

namespace LightningDrag.Data.Camera.Colmap;

/// <summary>
/// One run of COLMAP's sparse mapper, without a GPU, in a folder of its own that is removed afterwards.
/// </summary>
internal sealed class ColmapRun : IDisposable
{
    private const int KeptLines = 20;

    private readonly ColmapOptions options;
    private readonly CancellationToken cancelled;
    private readonly CancellationTokenSource late;
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-colmap-").FullName;

    public ColmapRun(ColmapOptions options, CancellationToken cancellationToken)
    {
        (this.options, cancelled) = (options, cancellationToken);
        late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(options.TimeLimit);
    }

    /// <summary>The model of the frames; none when COLMAP finds no two of them taken from different places.</summary>
    public SparseModel? Map(IReadOnlyList<Mat> frames)
    {
        string images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName,
            sparse = Directory.CreateDirectory(Path.Combine(folder, "sparse")).FullName;
        for (int i = 0; i < frames.Count; i++)
            Cv2.ImWrite(Path.Combine(images, string.Create(CultureInfo.InvariantCulture, $"{i:0000}.png")), frames[i]);
        string threads = options.Threads.ToString(CultureInfo.InvariantCulture),
            database = Path.Combine(folder, "database.db");
        Require(
            "feature_extractor",
            "--database_path",
            database,
            "--image_path",
            images,
            "--ImageReader.single_camera",
            "1",
            "--ImageReader.camera_model",
            "SIMPLE_PINHOLE",
            "--SiftExtraction.use_gpu",
            "0",
            "--SiftExtraction.max_num_features",
            "2048",
            "--SiftExtraction.num_threads",
            threads
        );
        Require(
            "exhaustive_matcher",
            "--database_path",
            database,
            "--SiftMatching.use_gpu",
            "0",
            "--SiftMatching.num_threads",
            threads
        );

        // The angles that COLMAP asks for suit photographs; those between frames of a few seconds are smaller. The
        // focal length stays as guessed: depth and spread scale alike.
        var (code, output) = Run(
            "mapper",
            "--database_path",
            database,
            "--image_path",
            images,
            "--output_path",
            sparse,
            "--Mapper.multiple_models",
            "0",
            "--Mapper.min_model_size",
            "3",
            "--Mapper.init_min_tri_angle",
            "2",
            "--Mapper.tri_min_angle",
            "0.3",
            "--Mapper.filter_min_tri_angle",
            "0.3",
            "--Mapper.init_min_num_inliers",
            "50",
            "--Mapper.ba_refine_focal_length",
            "0",
            "--Mapper.num_threads",
            threads
        );
        string model = Path.Combine(sparse, "0");
        if (!Directory.Exists(model))
        {
            bool foundNone =
                code == 0
                || output.Any(line =>
                    line.Contains("failed to create sparse model", StringComparison.OrdinalIgnoreCase)
                    || line.Contains("no initial", StringComparison.OrdinalIgnoreCase)
                );
            return foundNone ? null : throw Failure("mapper", output);
        }

        Require("model_converter", "--input_path", model, "--output_path", sparse, "--output_type", "TXT");
        return SparseModel.Read(sparse);
    }

    public void Dispose()
    {
        late.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Require(params string[] arguments)
    {
        var (code, output) = Run(arguments);
        if (code != 0)
            throw Failure(arguments[0], output);
    }

    private static LightningDragException Failure(string step, IEnumerable<string> output) =>
        new(
            ErrorCode.Unsupported,
            $"COLMAP's {step} failed "
                + $"({output.LastOrDefault(line => !string.IsNullOrWhiteSpace(line)) ?? "without a word"}); use "
                + $"the two-view camera filter for this clip."
        );

    /// <summary>Runs one command to its end; keeps the last lines that it writes.</summary>
    private (int Code, Queue<string> Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(options.Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["QT_QPA_PLATFORM"] = "offscreen";
        using var process = new Process { StartInfo = start };
        var output = new Queue<string>();
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"COLMAP cannot be started as '{options.Program}'; install it (Debian: apt-get install colmap), "
                    + $"or use the two-view camera filter.",
                error
            );
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            process.WaitForExitAsync(late.Token).GetAwaiter().GetResult();
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancelled.ThrowIfCancellationRequested();
            throw new LightningDragException(
                ErrorCode.Unsupported,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"COLMAP took longer than {options.TimeLimit.TotalSeconds:0.#} s for a shot; raise its time "
                        + $"limit, sample fewer frames, or use the two-view camera filter."
                )
            );
        }

        void Keep(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (output)
            {
                output.Enqueue(line.Data);
                if (output.Count > KeptLines)
                    output.Dequeue();
            }
        }
    }
}
