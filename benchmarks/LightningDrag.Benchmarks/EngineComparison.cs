using System.Diagnostics;
using System.Globalization;
using LightningDrag.Editing;
using LightningDrag.Evaluation.Speed;
using LightningDrag.Geometry;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Network;
using LightningDrag.Runtime;
using LightningDrag.Training.Motion.Network;
using static TorchSharp.torch;

namespace LightningDrag.Benchmarks;

/// <summary>
/// The compact networks on ONNX Runtime beside the trainable ones on libtorch, with the same weights and inputs. The
/// engines take turns within one run, so that other work on the machine hits both alike.
/// </summary>
internal static class EngineComparison
{
    private const int Window = 256,
        Grid = Window / MotionLatent.Stride,
        Warmup = 3;

    /// <summary>Measures and prints a table.</summary>
    /// <param name="rounds">How often each is timed.</param>
    public static void Run(int rounds)
    {
        string folder = ModelFolder.Compact();
        TorchRuntime.EnsureLoaded(new ComputeOptions());
        using var inference = inference_mode();
        using var encoder = AppearanceEncoder.Load(Path.Combine(folder, CompactModel.EncoderFile));
        using var denoiser = MotionDenoiser.Load(Path.Combine(folder, CompactModel.DenoiserFile));
        using var oneThread = CompactNetwork.Load(folder, Window, threads: 1);
        using var twoThreads = CompactNetwork.Load(folder, Window, threads: 2);

        var scene = SpeedScene.Create(2 * Window, 2 * Window);
        PointPair[] points =
        [
            .. scene.Request.Points.Select(point => new PointPair(Half(point.Handle), Half(point.Target))),
        ];
        byte[] mask = new byte[Window * Window];
        Array.Fill(mask, (byte)1);
        var drag = DragInputs.Of(points, mask, Window);
        float[] planes = Resampling.ToPlanes(scene.Image, Window);
        float[] noise = [.. Enumerable.Range(0, MotionLatent.Channels * Grid * Grid).Select(i => MathF.Sin(i))];
        var maps = oneThread.Encode(planes);
        var (bothDrags, bothMaps) = (DragInputs.Together(drag, drag), AppearanceMaps.Together(maps, maps));
        float[] bothNoise = [.. noise, .. noise];

        using var image = tensor(planes, [1, 3, Window, Window]);
        using var features = encoder.Encode(image);
        using var handles = HandleSet.Create([points]);
        using Tensor latent = tensor(noise, [1, MotionLatent.Channels, Grid, Grid]),
            fields = tensor(drag.Fields, [1, PointFields.Channels, Grid, Grid]);
        using Tensor timestep = full(1, 999f),
            longestDrag = full(1, drag.LongestDrag[0]);
        void TorchStep() => denoiser.Forward(latent, fields, features, timestep, longestDrag, handles).Dispose();
        void OnOneThread(Action action)
        {
            using var inference = inference_mode();
            using var _ = OneThread.Enter();
            action();
        }

        Measure(
            rounds,
            [
                ("encoder", "libtorch", "1", () => OnOneThread(() => encoder.Encode(image).Dispose())),
                ("encoder", "ONNX Runtime", "1", () => oneThread.Encode(planes)),
                ("encoder", "libtorch", "all", () => encoder.Encode(image).Dispose()),
                ("encoder", "ONNX Runtime", "2", () => twoThreads.Encode(planes)),
                ("denoiser", "libtorch", "1", () => OnOneThread(TorchStep)),
                ("denoiser", "ONNX Runtime", "1", () => oneThread.Denoise(noise, 999, drag, maps)),
                ("denoiser", "libtorch", "all", TorchStep),
                ("denoiser", "ONNX Runtime", "2", () => twoThreads.Denoise(noise, 999, drag, maps)),
                (
                    "two looks, side by side",
                    "libtorch",
                    "1 each",
                    () => Parallel.Invoke(() => OnOneThread(TorchStep), () => OnOneThread(TorchStep))
                ),
                (
                    "two looks, side by side",
                    "ONNX Runtime",
                    "1 each",
                    () =>
                        Parallel.Invoke(
                            () => oneThread.Denoise(noise, 999, drag, maps),
                            () => oneThread.Denoise(noise, 999, drag, maps)
                        )
                ),
                (
                    "two looks, one batch",
                    "ONNX Runtime",
                    "2",
                    () => twoThreads.Denoise(bothNoise, 999, bothDrags, bothMaps)
                ),
                ("load", "ONNX Runtime", "1", () => CompactNetwork.Load(folder, Window, threads: 1).Dispose()),
                ("load", "libtorch", "all", () => TorchCompactNetwork.Load(folder).Dispose()),
            ]
        );
    }

    /// <summary>
    /// Whole edits and previews of a 512² photo with either engine under the same pipeline, and a cold start: a process
    /// that loads, edits once and ends.
    /// </summary>
    /// <param name="rounds">How often each is timed; cold starts a quarter as often.</param>
    public static async Task RunEditsAsync(int rounds)
    {
        var scene = SpeedScene.Create(2 * Window, 2 * Window);
        await using var onnx = Editor(Engine.Onnx);
        await using var libtorch = Editor(Engine.Libtorch);
        using var onnxSession = await onnx.OpenAsync(scene.Image).ConfigureAwait(false);
        using var torchSession = await libtorch.OpenAsync(scene.Image).ConfigureAwait(false);
        Measure(
            rounds,
            [
                ("edit, new picture", "libtorch", "2", () => EditNew(libtorch, scene)),
                ("edit, new picture", "ONNX Runtime", "2", () => EditNew(onnx, scene)),
                (
                    "preview, encoded",
                    "libtorch",
                    "2",
                    () => torchSession.PreviewAsync(scene.Request).GetAwaiter().GetResult()
                ),
                (
                    "preview, encoded",
                    "ONNX Runtime",
                    "2",
                    () => onnxSession.PreviewAsync(scene.Request).GetAwaiter().GetResult()
                ),
            ]
        );
        Measure(
            Math.Max(1, rounds / 4),
            [
                ("cold start and edit", "libtorch", "2", () => RunSelf(Engine.Libtorch)),
                ("cold start and edit", "ONNX Runtime", "2", () => RunSelf(Engine.Onnx)),
            ]
        );
    }

    /// <summary>What a cold start is: loading, one edit, the end.</summary>
    public static async Task EditOnceAsync(Engine engine)
    {
        await using var editor = Editor(engine);
        EditNew(editor, SpeedScene.Create(2 * Window, 2 * Window));
    }

    private static DragEditor Editor(Engine engine) =>
        new(
            engine == Engine.Onnx
                ? CompactModel.Load(ModelFolder.Compact())
                : new CompactModel(TorchCompactNetwork.Load(ModelFolder.Compact()), knowsThings: false)
        );

    private static void EditNew(DragEditor editor, SpeedScene scene)
    {
        using var fresh = editor.OpenAsync(scene.Image).AsTask().GetAwaiter().GetResult();
        fresh.EditAsync(scene.Request).GetAwaiter().GetResult();
    }

    private static void RunSelf(Engine engine)
    {
        using var process = Process.Start(
            Environment.ProcessPath!,
            [.. SelfArguments(), "engines", "once", $"{engine}"]
        );
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The cold start with {engine} failed.");

        // Started by `dotnet run`, the process is the program itself; started by `dotnet FILE.dll`, it is dotnet.
        static string[] SelfArguments() =>
            Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? [typeof(EngineComparison).Assembly.Location]
                : [];
    }

    private static void Measure(int rounds, (string What, string Engine, string Threads, Action Action)[] cases)
    {
        var times = cases.Select(_ => new List<double>()).ToArray();
        for (int round = -Warmup; round < rounds; round++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                long start = Stopwatch.GetTimestamp();
                cases[i].Action();
                if (round >= 0)
                    times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        Console.WriteLine("| what | engine | threads | shortest, ms | median, ms |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (of, measured) in cases.Zip(times))
        {
            measured.Sort();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {of.What} | {of.Engine} | {of.Threads} | {measured[0]:0.0} | "
                        + $"{measured[measured.Count / 2]:0.0} |"
                )
            );
        }
    }

    private static PixelPoint Half(PixelPoint point) => new(point.X / 2, point.Y / 2);

    /// <summary>What computes the networks.</summary>
    internal enum Engine
    {
        /// <summary>The editor's own.</summary>
        Onnx,

        /// <summary>The one that trains.</summary>
        Libtorch,
    }
}
