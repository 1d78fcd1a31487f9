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

/// <summary>
/// Writes report.json, index.html and the pictures that the page shows into a folder; links are relative, so the folder
/// can be moved.
/// </summary>
internal sealed class PairReportFiles
{
    private readonly string folder;
    private readonly Dictionary<string, StringBuilder> rows = [];

    /// <summary>Prepares the folder.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: it cannot be made.</exception>
    public PairReportFiles(string folder)
    {
        ReportFolder.Prepare(folder);
        this.folder = folder;
    }

    /// <summary>
    /// Keeps one pair's pictures for the page: source with points and mask, every method's result, the truth.
    /// </summary>
    public void AddPictures(
        string set,
        SupervisionPair pair,
        IReadOnlyList<(string Method, EditOutcome Outcome, PairScore Score)> results
    )
    {
        var row = rows.TryGetValue(set, out var known) ? known : rows[set] = new StringBuilder();
        row.Append(CultureInfo.InvariantCulture, $"<h3>{WebUtility.HtmlEncode(pair.Key)}</h3>\n<div>");
        Figure("source", "source", SourcePicture.Draw(pair.Source, pair.Mask, pair.Points));
        foreach (var (method, outcome, score) in results)
        {
            string motion = score.EndPointError is { } error
                ? string.Create(CultureInfo.InvariantCulture, $", {error:0.00} px")
                : "";
            Figure(
                method,
                string.Create(CultureInfo.InvariantCulture, $"{method} {score.PsnrInMask:0.0} dB{motion}"),
                outcome.Image
            );
        }

        Figure("truth", "truth", pair.Target);
        row.Append("</div>\n");

        void Figure(string name, string caption, RasterImage image) =>
            row.Append(ReportFolder.Figure(folder, $"{set}_{pair.Key}_{name}", caption, image));
    }

    /// <summary>Writes the report and the page.</summary>
    public void Write(IReadOnlyList<PairEvaluationReport> reports)
    {
        File.WriteAllBytes(
            Path.Combine(folder, "report.json"),
            JsonSerializer.SerializeToUtf8Bytes(reports, PairReportJson.Default.IReadOnlyListPairEvaluationReport)
        );
        var page = new StringBuilder(ReportFolder.Head("Drag editing: evaluation on pairs"));
        foreach (PairEvaluationReport report in reports)
            AppendSet(page, report);
        File.WriteAllText(Path.Combine(folder, "index.html"), page.ToString());
    }

    private void AppendSet(StringBuilder page, PairEvaluationReport report)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h1>{report.Pairs}: {report.Count} pairs</h1>\n<table><tr><th>method"
        );
        foreach (
            string heading in (string[])
                [
                    "PSNR in mask, dB",
                    "PSNR",
                    "SSIM in mask",
                    "SSIM",
                    "PSNR in holes",
                    "texture in holes",
                    "arrival, px",
                    "features in mask",
                    "features",
                    "end-point error, px",
                    "visibility IoU",
                ]
        )
            page.Append("<th>").Append(heading);
        foreach (MethodReport m in report.Methods.Concat(report.Renderings))
        {
            page.Append("\n<tr><td>").Append(WebUtility.HtmlEncode(m.Name));
            Interval?[] cells =
            [
                m.PsnrInMask,
                m.Psnr,
                m.SsimInMask,
                m.Ssim,
                m.PsnrInHoles,
                m.TextureInHoles,
                m.Arrival,
                m.FeaturesInMask,
                m.Features,
                m.EndPointError,
                m.VisibilityIou,
            ];
            foreach (Interval? cell in cells)
                page.Append("<td>").Append(cell is null ? "–" : ReportFolder.Cell(cell));
        }

        page.Append("\n</table>\n");
        AppendRealDrag(page, report);
        ComparisonReport c = report.Comparison;
        page.Append("<p>");
        foreach (BaselineGain gain in c.Each)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"{WebUtility.HtmlEncode(report.Model)} against {gain.Baseline}: {ReportFolder.Cell(gain.Gain)} "
                    + $"dB, better on {Percent(gain.BetterShare)} of the pairs.<br>"
            );
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"Against the best baseline of each pair: {ReportFolder.Cell(c.GainOverEachBest)} dB, better than "
                + $"all on {Percent(c.BetterThanAllShare)}."
        );
        if (c.EndPointRatio is not null)
            page.Append(
                CultureInfo.InvariantCulture,
                $" End-point error: {ReportFolder.Cell(c.EndPointRatio)} of the anchored Shepard field's."
            );
        page.Append("</p>\n").Append(rows.GetValueOrDefault(report.Pairs));
    }

    private static void AppendRealDrag(StringBuilder page, PairEvaluationReport report)
    {
        MethodReport[] methods = [.. report.Methods.Concat(report.Renderings).Where(m => m.RealDrag is not null)];
        if (methods.Length == 0)
            return;
        page.Append(
            "<p>After the RealDrag benchmark (arXiv 2512.12287), with the features of compact's encoder in place "
                + "of its networks:</p>\n"
        );
        page.Append(
            "<table><tr><th>method<th>semantic distance, px<th>outer mask preserved<th>inner patch "
                + "preserved<th>direction"
        );
        foreach (MethodReport m in methods)
        {
            page.Append("\n<tr><td>").Append(WebUtility.HtmlEncode(m.Name));
            foreach (
                Interval? cell in (Interval?[])
                    [m.RealDrag!.SemanticDistance, m.RealDrag.OuterMask, m.RealDrag.InnerPatch, m.RealDrag.Direction]
            )
            {
                page.Append("<td>").Append(cell is null ? "–" : ReportFolder.Cell(cell));
            }
        }

        page.Append("\n</table>\n");
    }

    private static string Percent(Interval v) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * v.Value:0} % <small>{100 * v.Low:0}…{100 * v.High:0}</small>"
        );
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<PairEvaluationReport>))]
internal sealed partial class PairReportJson : JsonSerializerContext;
