using System.Globalization;
using LightningDrag.Cli.Output;
using LightningDrag.Editing;
using LightningDrag.Editing.Recipes;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Commands;

/// <summary>
/// The same recipe over many photos: the model is loaded once, a photo that fails stops none of the others, and nothing is written over a source or over
/// another photo's result.
/// </summary>
internal static class BatchRunner
{
    /// <summary>Runs the batch.</summary>
    /// <param name="photos">Paths of the pictures.</param>
    /// <param name="recipe">What to do with each.</param>
    /// <param name="recipeFolder">Where the recipe's relative paths start.</param>
    /// <param name="outputFolder">Where the results go, each by its photo's name; created where it is missing.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="terminal">Where to report.</param>
    /// <param name="cancellationToken">Ctrl-C; what is finished stays.</param>
    /// <returns>The exit code: that of the first photo that failed, or success.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> photos,
        EditRecipe recipe,
        string recipeFolder,
        string outputFolder,
        EditSettings settings,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var outputs = OutputsOf(photos, outputFolder, settings.Format);
        var writeOptions = settings.Quality is { } quality ? new ImageWriteOptions { JpegQuality = quality, WebpQuality = quality } : null;
        var options = settings.Editor with { StableDiffusion = settings.Editor.StableDiffusion ?? recipe.Network };
        CreateFolder(outputFolder);
        await using var editor = await DragEditor.LoadAsync(settings.Model ?? recipe.Model ?? DragEditor.DefaultModel, options, cancellationToken).ConfigureAwait(false);
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
                var best = (await session.EditAsync(request, cancellationToken: cancellationToken).ConfigureAwait(false)).Candidates[0];
                ImageWriter.Write(output, best.Image, settings.Format, writeOptions);
                reports.Add(new BatchPhotoReport(photo, output, FaultsReport.Of(best.Faults), notes, null));
                foreach (string note in notes) terminal.WriteNote($"{photo}: {note}");
                terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output}  ({reports.Count} of {photos.Count}, {best.Timings.Total.TotalMilliseconds:0} ms)"));
            }
            catch (LightningDragException error)
            {
                string message = error.Message.ReplaceLineEndings(" ");
                reports.Add(new BatchPhotoReport(photo, null, null, [], new ErrorDetail(error.Code.ToString(), message)));
                if (!terminal.Json) terminal.WriteError(error.Code.ToString(), $"{photo}: {message}");
                if (exitCode == ExitCode.Success) exitCode = ExitCode.Of(error.Code);
            }
        }

        terminal.WriteJson(new BatchReport(reports, reports.Count(report => report.Error is not null)), ReportJson.Default.BatchReport);
        return exitCode;
    }

    /// <summary>Where each photo's result goes; refused before anything is done where two would meet, or one be a source.</summary>
    internal static IReadOnlyList<string> OutputsOf(IReadOnlyList<string> photos, string folder, ImageFormat? format)
    {
        string extension = format switch { ImageFormat.Jpeg => ".jpg", ImageFormat.Webp => ".webp", _ => ".png" };
        string[] outputs = [.. photos.Select(photo => Path.Combine(folder, Path.GetFileNameWithoutExtension(photo) + extension))];
        var sources = photos.Select(Path.GetFullPath).ToHashSet();
        var taken = new Dictionary<string, string>();
        foreach (var (photo, output) in photos.Zip(outputs))
        {
            string full = Path.GetFullPath(output);
            if (sources.Contains(full)) throw Invalid($"'{output}' is one of the photos: give another --output-folder, so that no source is written over.");
            if (!taken.TryAdd(full, photo)) throw Invalid($"'{taken[full]}' and '{photo}' would both be written to '{output}': rename one, or run them apart.");
        }

        return outputs;
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
