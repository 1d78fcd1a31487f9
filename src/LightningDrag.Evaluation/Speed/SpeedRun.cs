using System.Diagnostics;
using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Runtime;
using LightningDrag.Weights;

namespace LightningDrag.Evaluation.Speed;

/// <summary>One run of <see cref="SpeedEvaluation"/>: what is timed, one after the other.</summary>
internal sealed class SpeedRun(
    SpeedEvaluationOptions options,
    IProgress<string>? progress,
    CancellationToken cancellationToken
)
{
    private const int ColdStarts = 5;

    private readonly SpeedScene small = SpeedScene.Create(512, 512),
        large = SpeedScene.Create(4000, 3000);

    private readonly List<SpeedRow> rows = [];

    public async Task<SpeedReport> RunAsync()
    {
        // First: a child's peak memory counts from its parent's at the moment it is started, so the parent must still
        // be small.
        double? peakCold = options.Program is null ? null : await ColdAsync(options.Program).ConfigureAwait(false);
        long begin = Stopwatch.GetTimestamp();
        progress?.Report("loading the model");
        var model = await Task.Run(() => CompactModel.Load(ModelLocator.Find(options.Model)), cancellationToken)
            .ConfigureAwait(false);
        rows.Add(SpeedRow.Of("load the model", [Stopwatch.GetElapsedTime(begin).TotalMilliseconds]));
        using var editor = new DragEditor(model);

        await TimeAsync(
                "encode 512²",
                options.Repeats,
                () => Task.Run(() => model.Encode(small.Image, cancellationToken).Dispose(), cancellationToken)
            )
            .ConfigureAwait(false);
        await EditsAsync(editor, "512²", small, options.Repeats).ConfigureAwait(false);
        double peak = PeakMemory.OfThisProcess();
        await EditsAsync(editor, "4000×3000", large, Math.Max(3, options.Repeats / 4)).ConfigureAwait(false);
        double peakLarge = PeakMemory.OfThisProcess();

        RuntimeInfo machine = RuntimeInfo.Collect();
        return new SpeedReport(machine.Processor.ToString(), machine.Threads, rows, peak, peakLarge, peakCold);
    }

    private async Task EditsAsync(DragEditor editor, string size, SpeedScene scene, int repeats)
    {
        List<StageTimings> stages = [];
        await TimeAsync(
                $"edit {size}, new picture, 1 step",
                repeats,
                async () =>
                {
                    using var session = await editor.OpenAsync(scene.Image, cancellationToken).ConfigureAwait(false);
                    var result = await session
                        .EditAsync(scene.Request, cancellationToken: cancellationToken)
                        .ConfigureAwait(false);
                    stages.Add(result.Candidates[0].Timings);
                }
            )
            .ConfigureAwait(false);
        rows.Add(SpeedRow.Of("  of that: encode", stages.Select(s => s.Encode.TotalMilliseconds)));
        rows.Add(SpeedRow.Of("  of that: denoise", stages.Select(s => s.Denoise.TotalMilliseconds)));
        rows.Add(SpeedRow.Of("  of that: render and fill", stages.Select(s => s.Decode.TotalMilliseconds)));
        rows.Add(SpeedRow.Of("  of that: paste back", stages.Select(s => s.PasteBack.TotalMilliseconds)));

        using var open = await editor.OpenAsync(scene.Image, cancellationToken).ConfigureAwait(false);
        await TimeAsync(
                $"edit {size}, encoded, 1 step",
                repeats,
                () => open.EditAsync(scene.Request, cancellationToken: cancellationToken)
            )
            .ConfigureAwait(false);
        await TimeAsync(
                $"edit {size}, encoded, 4 steps",
                repeats,
                () => open.EditAsync(scene.Request with { Steps = 4 }, cancellationToken: cancellationToken)
            )
            .ConfigureAwait(false);

        // As the server answers the page: the mask is found anew for each place of the pointer, and the patch goes
        // out as a JPEG.
        await TimeAsync(
                $"preview {size}, encoded",
                repeats,
                async () =>
                {
                    var preview = await open.PreviewAsync(
                            scene.Request with
                            {
                                Mask = null,
                            },
                            cancellationToken: cancellationToken
                        )
                        .ConfigureAwait(false);
                    ImageWriter.Encode(preview.Patch, ImageFormat.Jpeg, new ImageWriteOptions { JpegQuality = 85 });
                }
            )
            .ConfigureAwait(false);
    }

    private async Task<double> ColdAsync(IReadOnlyList<string> program)
    {
        string folder = Directory.CreateTempSubdirectory("lightningdrag-speed-").FullName;
        try
        {
            await TimeAsync(
                    "cold start to PNG, 512²",
                    ColdStarts,
                    () => ColdStart.RunAsync(program, small, folder, cancellationToken)
                )
                .ConfigureAwait(false);
            return PeakMemory.OfEndedChildren();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One run before those that count: the first compiles code and fills caches.</summary>
    private async Task TimeAsync(string name, int repeats, Func<Task> run)
    {
        progress?.Report(name);
        var times = new List<double>();
        for (int i = -1; i < repeats; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            await run().ConfigureAwait(false);
            if (i >= 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        rows.Add(SpeedRow.Of(name, times));
    }
}
