using System.Diagnostics;
using System.Globalization;
using System.Text;
using LightningDrag.Cli.Files;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Imaging;
using LightningDrag.Models;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// What all editing commands have in common: read the picture, run the edit, write the results, report.
/// </summary>
internal static class EditRunner
{
    /// <summary>Runs one edit.</summary>
    /// <param name="source">Path of the picture.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="inputs">The other files that are read: what messages call them, and where they are.</param>
    /// <param name="makeRequest">Points and mask for the picture once it is read.</param>
    /// <param name="terminal">Where to report.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    public static async Task RunAsync(
        string source,
        EditSettings settings,
        IReadOnlyList<(string What, string? Path)> inputs,
        Func<RasterImage, DragRequest> makeRequest,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        long start = Stopwatch.GetTimestamp();
        var notes = new List<string>();
        var writeOptions = settings.WriteOptions();
        string modelName = settings.Model ?? DragEditor.DefaultModel;

        // The model loads while the picture is read.
        await using var loading = ModelLoading.Start(modelName, settings.Editor, cancellationToken);
        var image = StandardStreams.ReadImage(source, notes);
        var request = settings.Apply(makeRequest(image));
        request.Validate(image.Width, image.Height);
        var paths = OutputPaths.For(source, settings.Output, settings.Format, request.Candidates);
        CheckFiles(source, image, settings, inputs, paths, terminal);

        var result = await StageProgress
            .RunAsync(
                terminal.Json,
                async progress =>
                {
                    progress.Report("Loading the model");
                    var editor = await loading.Editor.ConfigureAwait(false);
                    await using var session = await editor.OpenAsync(image, cancellationToken).ConfigureAwait(false);
                    var edited = await session.EditAsync(request, progress, cancellationToken).ConfigureAwait(false);
                    progress.Report("Writing");
                    for (int i = 0; i < paths.Count; i++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        ImageOutput.Write(
                            paths[i],
                            edited.Candidates[i].Image,
                            settings.Format,
                            writeOptions,
                            i == 0 ? notes : null
                        );
                    }

                    return edited;
                }
            )
            .ConfigureAwait(false);

        if (settings.Overview is { } overviewPath)
        {
            ImageOutput.Write(
                overviewPath,
                OverviewPicture.Draw(image, request.Points, result.Mask, result.Candidates[0].Image)
            );
        }

        if (settings.SaveRecipe is { } recipePath)
        {
            // Each reading of the drags had a mask of its own.
            bool isOneReading = result.Candidates.All(candidate => candidate.Scope == request.Scope);
            SaveRecipe(
                recipePath,
                isOneReading ? request with { Mask = result.Mask } : request,
                source,
                modelName,
                settings.Editor
            );
        }

        if (result.Cut is { } cut)
            notes.Add(NoteOf(cut));
        var report = new EditReport(
            modelName,
            new SourceReport(source, image.Width, image.Height),
            WindowReport.Of(result.Window),
            [.. request.Points.Select(PointReport.Of)],
            new MaskReport(request.Mask is null, result.Mask.Count()),
            [
                .. result.Candidates.Select(
                    (c, i) =>
                        new CandidateReport(
                            paths[i],
                            c.Seed,
                            c.Steps,
                            c.Scope,
                            c.Arrival,
                            FaultsReport.Of(c.Faults),
                            TimingReport.Of(c.Timings)
                        )
                ),
            ],
            settings.SaveRecipe,
            notes,
            TimingReport.Round(loading.Time),
            TimingReport.Round(Stopwatch.GetElapsedTime(start))
        );
        foreach (string note in notes)
            terminal.WriteNote(note);
        bool areReadings = report.Candidates.Any(candidate => candidate.Scope != request.Scope);
        foreach (var candidate in report.Candidates)
            terminal.WriteLine(Describe(candidate, areReadings));
        terminal.WriteJson(report, ReportJson.Default.EditReport);
    }

    private static string NoteOf(ThingCut cut) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"The mask leaves out {cut.Outside:0%} of the thing that the drags take hold of, and that stays "
                + $"behind: without --mask the whole of it moves, and --scope part says that only a part shall."
        );

    private static string Describe(CandidateReport candidate, bool isReading) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{candidate.Path}  ({(isReading ? NameOf(candidate.Scope) : "")}seed {candidate.Seed}, "
                + $"{candidate.Steps} step{(candidate.Steps == 1 ? "" : "s")}, {candidate.Milliseconds.Total:0} "
                + $"ms){LookCloselyAt(candidate.Faults?.Words)}"
        );

    private static string LookCloselyAt(IReadOnlyList<string>? faults) =>
        faults is [_, ..] ? $": look closely, {string.Join(", ", faults)}" : "";

    private static string NameOf(DragScope scope) =>
        scope switch
        {
            DragScope.Part => "only this part, ",
            DragScope.Thing => "the whole thing, ",
            _ => "the likeliest, ",
        };

    /// <summary>Everything that can be known about the files before a model is loaded.</summary>
    private static void CheckFiles(
        string source,
        RasterImage image,
        EditSettings settings,
        IReadOnlyList<(string What, string? Path)> inputs,
        IReadOnlyList<string> paths,
        Terminal terminal
    )
    {
        var plan = new FilePlan().Reads("the photo", source);
        foreach (var (what, path) in inputs)
            plan.Reads(what, path);
        foreach (string path in paths)
        {
            plan.Writes("the result", path, "-o", ImageOutput.Require(path, image, settings.Format));
        }

        if (settings.Overview is { } overview)
        {
            plan.Writes("the overview", overview, "--overview", ImageOutput.Require(overview, null, null));
        }

        plan.Writes("the recipe", settings.SaveRecipe, "--save-recipe").Check();
        if (plan.TakesStandardOutput)
            terminal.LeaveOutputToResult();
    }

    private static void SaveRecipe(
        string path,
        DragRequest request,
        string source,
        string model,
        DragEditorOptions options
    )
    {
        string folder = StandardStreams.IsOutput(path)
            ? Environment.CurrentDirectory
            : Path.GetDirectoryName(Path.GetFullPath(path))!;
        string? image = StandardStreams.IsInput(source) ? null : Path.GetRelativePath(folder, Path.GetFullPath(source));
        StandardStreams.Write(
            path,
            Encoding.UTF8.GetBytes(EditRecipe.Of(request, image, model, options.StableDiffusion).ToJson())
        );
    }
}
