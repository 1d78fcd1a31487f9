using System.Globalization;
using LightningDrag.Cli.Files;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// The same recipe over many photos: the model is loaded once, a photo that fails stops none of the others, and nothing
/// is written over a source or over another photo's result.
/// </summary>
internal static class BatchRunner
{
    /// <summary>Runs the batch.</summary>
    /// <param name="photos">Paths of the pictures.</param>
    /// <param name="recipe">What to do with each.</param>
    /// <param name="recipePath">Where it stands: its relative paths start there.</param>
    /// <param name="outputFolder">Where the results go, each by its photo's name; created where it is missing.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="terminal">Where to report.</param>
    /// <param name="cancellationToken">Ctrl-C; what is finished stays.</param>
    /// <returns>The exit code: that of the first photo that failed, or success.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> photos,
        EditRecipe recipe,
        string recipePath,
        string outputFolder,
        EditSettings settings,
        Terminal terminal,
        CancellationToken cancellationToken
    )
    {
        CreateFolder(outputFolder);
        string extension = settings.Format switch
        {
            ImageFormat.Jpeg => ".jpg",
            ImageFormat.Webp => ".webp",
            _ => ".png",
        };
        string[] outputs =
        [
            .. photos.Select(photo => Path.Combine(outputFolder, Path.GetFileNameWithoutExtension(photo) + extension)),
        ];
        CheckFiles(photos, outputs, recipePath);
        string recipeFolder = Path.GetDirectoryName(recipePath) ?? "";
        var options = settings.Editor with { StableDiffusion = settings.Editor.StableDiffusion ?? recipe.Network };
        await using var editor = await DragEditor
            .LoadAsync(settings.Model ?? recipe.Model ?? DragEditor.DefaultModel, options, cancellationToken)
            .ConfigureAwait(false);
        var reports = new List<BatchPhotoReport>();
        int exitCode = ExitCode.Success;
        foreach (var (photo, output) in photos.Zip(outputs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var notes = new List<string>();
                var image = ImageReader.Read(photo, notes: notes);
                await using var session = await editor.OpenAsync(image, cancellationToken).ConfigureAwait(false);
                var request = settings.Apply(recipe.ToRequest(image, recipeFolder)) with { Candidates = 1 };
                var best = (
                    await session.EditAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)
                ).Candidates[0];
                ImageOutput.Write(output, best.Image, settings.Format, settings.WriteOptions(), notes);
                reports.Add(new BatchPhotoReport(photo, output, FaultsReport.Of(best.Faults), notes, null));
                foreach (string note in notes)
                    terminal.WriteNote($"{photo}: {note}");
                terminal.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{output}  ({reports.Count} of {photos.Count}, {best.Timings.Total.TotalMilliseconds:0} ms)"
                    )
                );
            }
            catch (LightningDragException error)
            {
                string message = error.Message.ReplaceLineEndings(" ");
                reports.Add(
                    new BatchPhotoReport(photo, null, null, [], new ErrorDetail(error.Code.ToString(), message))
                );
                if (!terminal.Json)
                    terminal.WriteError(error.Code.ToString(), $"{photo}: {message}");
                if (exitCode == ExitCode.Success)
                    exitCode = ExitCode.Of(error.Code);
            }
        }

        terminal.WriteJson(
            new BatchReport(reports, reports.Count(report => report.Error is not null)),
            ReportJson.Default.BatchReport
        );
        return exitCode;
    }

    private static void CheckFiles(IReadOnlyList<string> photos, IReadOnlyList<string> outputs, string recipePath)
    {
        var plan = new FilePlan().Reads("the recipe", recipePath);
        foreach (string photo in photos)
            plan.Reads("the photo", photo);
        foreach (var (photo, output) in photos.Zip(outputs))
            plan.Writes($"the result of '{photo}'", output, "--output-folder");
        plan.Check();
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"The folder '{folder}' cannot be created ({e.Message}): give another --output-folder.");
        }
    }

    private static LightningDragException Invalid(string message) => new(ErrorCode.InvalidRequest, message);
}
