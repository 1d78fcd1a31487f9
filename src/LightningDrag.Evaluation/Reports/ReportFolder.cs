using System.Globalization;
using System.Net;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Files;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Reports;

/// <summary>
/// What the pages of all reports have in common. Links are relative, so a report's folder can be moved.
/// </summary>
internal static class ReportFolder
{
    private const string Images = "images";

    private const string Style = """
        body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}
        td,th{padding:3px 10px;text-align:right;border-bottom:1px solid #ddd}
        td:first-child,th:first-child{text-align:left}small{color:#777}
        figure{display:inline-block;margin:4px;vertical-align:top}img{height:256px}figcaption{text-align:center}
        """;

    private const string Page = "index.html",
        Report = "report.json",
        TitleBegin = "<!doctype html><meta charset=\"utf-8\"><title>Drag editing";

    /// <summary>
    /// Checks, before the work, that a report can be written to a folder without replacing anything but an earlier
    /// report.
    /// </summary>
    /// <exception cref="LightningDragException">
    /// <see cref="ErrorCode.InvalidRequest"/>: other files are there; <see cref="ErrorCode.Unsupported"/>: no
    /// permission.
    /// </exception>
    public static void Require(string? folder)
    {
        if (folder is null)
            return;
        string page = Path.Combine(folder, Page);
        bool isOwn =
            File.Exists(page)
            && File.ReadLines(page).FirstOrDefault("").StartsWith(TitleBegin, StringComparison.Ordinal);
        OutputFolder.Require(folder, isOwn ? Page : null, Page, Report, Images);
    }

    /// <summary>Makes the folder and its place for pictures, and a page that says whose it is.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: it cannot be made.</exception>
    public static void Prepare(string folder)
    {
        Require(folder);
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, Images));
            File.WriteAllText(Path.Combine(folder, Page), Head("Drag editing: not finished"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(
                ErrorCode.Unsupported,
                $"The folder '{folder}' cannot be made ({exception.Message}); name another one.",
                exception
            );
        }
    }

    /// <summary>The page's head.</summary>
    public static string Head(string title) =>
        $"<!doctype html><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title><style>{Style}</style>\n";

    /// <summary>Writes a picture; gives its figure for the page.</summary>
    public static string Figure(string folder, string name, string caption, RasterImage image)
    {
        string file =
            $"{Images}/{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '-'))}.png";
        ImageWriter.Write(Path.Combine(folder, file), image);
        return $"<figure><img src=\"{file}\" alt=\"\" "
            + $"loading=\"lazy\"><figcaption>{WebUtility.HtmlEncode(caption)}</figcaption></figure>";
    }

    /// <summary>A figure with its interval.</summary>
    public static string Cell(Interval v) =>
        string.Create(CultureInfo.InvariantCulture, $"{v.Value:0.000} <small>{v.Low:0.000}…{v.High:0.000}</small>");
}
