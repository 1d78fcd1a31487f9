using System.Globalization;
using LightningDrag.Cli.Files;
using LightningDrag.Cli.Output;
using LightningDrag.Imaging;

namespace LightningDrag.Cli.Commands;

/// <summary>Writes a mask as a picture, and says how much of the photo it takes.</summary>
internal static class MaskOutput
{
    public static void Write(
        EditMask mask,
        string target,
        string share,
        (string Path, RasterImage Image) source,
        IReadOnlyList<string> notes,
        Terminal terminal
    )
    {
        ImageOutput.Write(target, mask.ToImage());
        var (path, image) = source;
        int pixels = mask.Count();
        foreach (string note in notes)
            terminal.WriteNote(note);
        terminal.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target}  ({100.0 * pixels / (image.Width * image.Height):0.0} {share})"
            )
        );
        terminal.WriteJson(
            new MaskSuggestionReport(target, new SourceReport(path, image.Width, image.Height), pixels, notes),
            ReportJson.Default.MaskSuggestionReport
        );
    }
}
