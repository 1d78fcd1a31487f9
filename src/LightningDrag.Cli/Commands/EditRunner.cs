using System.Diagnostics;
using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Commands;

/// <summary>What all editing commands have in common: read the picture, run the edit, write the results, report.</summary>
internal static class EditRunner
{
    /// <summary>Runs one edit.</summary>
    /// <param name="source">Path of the picture.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="makeRequest">Points and mask for the picture once it is read.</param>
    /// <param name="terminal">Where to report.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    public static async Task RunAsync(
        string source, EditSettings settings, Func<RasterImage, DragRequest> makeRequest, Terminal terminal, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        var notes = new List<string>();
        var writeOptions = settings.Quality is { } quality ? new ImageWriteOptions { JpegQuality = quality, WebpQuality = quality } : null;
        string modelName = settings.Model ?? DragEditor.DefaultModel;
        var image = ImageReader.Read(source, notes: notes);
        var request = settings.Apply(makeRequest(image));
        request.Validate(image.Width, image.Height);
        var paths = OutputPaths.For(source, settings.Output, settings.Format, request.Candidates);

        TimeSpan loadTime = default;
        var result = await StageProgress.RunAsync(terminal.Json, async progress =>
        {
            progress.Report("Loading the model");
            long loadStart = Stopwatch.GetTimestamp();
            await using var editor = await DragEditor.LoadAsync(modelName, settings.Editor, cancellationToken).ConfigureAwait(false);
            loadTime = Stopwatch.GetElapsedTime(loadStart);
            await using var session = await editor.OpenAsync(image, cancellationToken).ConfigureAwait(false);
            var edited = await session.EditAsync(request, progress, cancellationToken).ConfigureAwait(false);
            progress.Report("Writing");
            for (int i = 0; i < paths.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ImageWriter.Write(paths[i], edited.Candidates[i].Image, settings.Format, writeOptions);
            }

            return edited;
        }).ConfigureAwait(false);

        if (settings.Overview is { } overviewPath)
        {
            ImageWriter.Write(overviewPath, OverviewPicture.Draw(image, request.Points, result.Mask, result.Candidates[0].Image));
        }

        if (settings.SaveRecipe is { } recipePath) SaveRecipe(recipePath, request with { Mask = result.Mask }, source, modelName, settings.Editor);
        var report = new EditReport(
            modelName,
            new SourceReport(source, image.Width, image.Height),
            WindowReport.Of(result.Window),
            [.. request.Points.Select(PointReport.Of)],
            new MaskReport(request.Mask is null, result.Mask.Count()),
            [.. result.Candidates.Select((c, i) => new CandidateReport(paths[i], c.Seed, c.Steps, c.Arrival, FaultsReport.Of(c.Faults), TimingReport.Of(c.Timings)))],
            settings.SaveRecipe,
            notes,
            TimingReport.Round(loadTime),
            TimingReport.Round(Stopwatch.GetElapsedTime(start)));
        foreach (string note in notes) terminal.WriteNote(note);
        foreach (var candidate in report.Candidates) terminal.WriteLine(Describe(candidate));
        terminal.WriteJson(report, ReportJson.Default.EditReport);
    }

    private static string Describe(CandidateReport candidate) => string.Create(
        CultureInfo.InvariantCulture,
        $"{candidate.Path}  (seed {candidate.Seed}, {candidate.Steps} step{(candidate.Steps == 1 ? "" : "s")}, {candidate.Milliseconds.Total:0} ms){(candidate.Faults is { Words: [_, ..] words } ? $": look closely, {string.Join(", ", words)}" : "")}");

    private static void SaveRecipe(string path, DragRequest request, string source, string model, DragEditorOptions options)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string image = Path.GetRelativePath(folder, Path.GetFullPath(source));
        try
        {
            File.WriteAllText(path, EditRecipe.Of(request, image, model, options.StableDiffusion).ToJson());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(ErrorCode.Unsupported, $"The recipe '{path}' cannot be written ({e.Message}).", e);
        }
    }
}
