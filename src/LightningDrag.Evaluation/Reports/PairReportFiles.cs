using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Evaluation.Methods;
using LightningDrag.Evaluation.Metrics;
using LightningDrag.Imaging;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Reports;

/// <summary>Writes report.json, index.html and the pictures that the page shows into a folder; links are relative, so the folder can be moved.</summary>
internal sealed class PairReportFiles
{
    private const string Style = """
        body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}td,th{padding:3px 10px;text-align:right;border-bottom:1px solid #ddd}
        td:first-child,th:first-child{text-align:left}small{color:#777}figure{display:inline-block;margin:4px;vertical-align:top}img{width:256px;height:256px}figcaption{text-align:center}
        """;

    private readonly string folder;
    private readonly Dictionary<string, StringBuilder> rows = [];

    /// <summary>Prepares the folder.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: it cannot be made.</exception>
    public PairReportFiles(string folder)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "images"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LightningDragException(ErrorCode.Unsupported, $"The folder '{folder}' cannot be made ({exception.Message}); name another one.", exception);
        }

        this.folder = folder;
    }

    /// <summary>Keeps one pair's pictures for the page: source with points and mask, every method's result, the truth.</summary>
    public void AddPictures(string set, SupervisionPair pair, IReadOnlyList<(string Method, EditOutcome Outcome, PairScore Score)> results)
    {
        var row = rows.TryGetValue(set, out var known) ? known : rows[set] = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"<h3>{WebUtility.HtmlEncode(pair.Key)}</h3>\n<div>");
        Figure("source", "source", SourcePicture.Draw(pair));
        foreach (var (method, outcome, score) in results)
        {
            string motion = score.EndPointError is { } error ? string.Create(CultureInfo.InvariantCulture, $", {error:0.00} px") : "";
            Figure(method, string.Create(CultureInfo.InvariantCulture, $"{method} {score.PsnrInMask:0.0} dB{motion}"), outcome.Image);
        }

        Figure("truth", "truth", pair.Target);
        row.Append("</div>\n");

        void Figure(string name, string caption, RasterImage image)
        {
            string file = $"images/{Safe(set)}_{Safe(pair.Key)}_{Safe(name)}.png";
            ImageWriter.Write(Path.Combine(folder, file), image);
            row.Append(CultureInfo.InvariantCulture, $"<figure><img src=\"{file}\" alt=\"\" loading=\"lazy\"><figcaption>{WebUtility.HtmlEncode(caption)}</figcaption></figure>");
        }
    }

    /// <summary>Writes the report and the page.</summary>
    public void Write(IReadOnlyList<PairEvaluationReport> reports)
    {
        File.WriteAllBytes(Path.Combine(folder, "report.json"), JsonSerializer.SerializeToUtf8Bytes(reports, PairReportJson.Default.IReadOnlyListPairEvaluationReport));
        var page = new StringBuilder("<!doctype html><meta charset=\"utf-8\"><title>Drag editing: evaluation on pairs</title><style>").Append(Style).Append("</style>\n");
        foreach (PairEvaluationReport report in reports) AppendSet(page, report);
        File.WriteAllText(Path.Combine(folder, "index.html"), page.ToString());
    }

    private void AppendSet(StringBuilder page, PairEvaluationReport report)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h1>{report.Pairs}: {report.Count} pairs</h1>\n<table><tr><th>method");
        foreach (string heading in (string[])["PSNR in mask, dB", "PSNR", "SSIM in mask", "SSIM", "PSNR in holes", "texture in holes", "arrival, px", "features in mask", "features", "end-point error, px", "visibility IoU"]) page.Append("<th>").Append(heading);
        foreach (MethodReport m in report.Methods)
        {
            page.Append("\n<tr><td>").Append(WebUtility.HtmlEncode(m.Name));
            Interval?[] cells = [m.PsnrInMask, m.Psnr, m.SsimInMask, m.Ssim, m.PsnrInHoles, m.TextureInHoles, m.Arrival, m.FeaturesInMask, m.Features, m.EndPointError, m.VisibilityIou];
            foreach (Interval? cell in cells) page.Append("<td>").Append(cell is null ? "–" : Cell(cell));
        }

        ComparisonReport c = report.Comparison;
        page.Append("\n</table>\n<p>");
        foreach (BaselineGain gain in c.Each)
        {
            page.Append(CultureInfo.InvariantCulture, $"{WebUtility.HtmlEncode(report.Model)} against {gain.Baseline}: {Cell(gain.Gain)} dB, better on {Percent(gain.BetterShare)} of the pairs.<br>");
        }

        page.Append(CultureInfo.InvariantCulture, $"Against the best baseline of each pair: {Cell(c.GainOverEachBest)} dB, better than all on {Percent(c.BetterThanAllShare)}.");
        if (c.EndPointRatio is not null) page.Append(CultureInfo.InvariantCulture, $" End-point error: {Cell(c.EndPointRatio)} of the anchored Shepard field's.");
        page.Append("</p>\n").Append(rows.GetValueOrDefault(report.Pairs));
    }

    private static string Cell(Interval v) => string.Create(CultureInfo.InvariantCulture, $"{v.Value:0.000} <small>{v.Low:0.000}…{v.High:0.000}</small>");

    private static string Percent(Interval v) => string.Create(CultureInfo.InvariantCulture, $"{100 * v.Value:0} % <small>{100 * v.Low:0}…{100 * v.High:0}</small>");

    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<PairEvaluationReport>))]
internal sealed partial class PairReportJson : JsonSerializerContext;
