using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.DragBench;

/// <summary>
/// report.json and a page of all samples: the source as a person saw it, then every method's result with its figures.
/// </summary>
internal sealed class DragBenchPage
{
    private readonly string folder;
    private readonly StringBuilder rows = new();

    /// <summary>Prepares the folder.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: it cannot be made.</exception>
    public DragBenchPage(string folder)
    {
        ReportFolder.Prepare(folder);
        this.folder = folder;
    }

    /// <summary>Keeps one sample's pictures.</summary>
    public void Add(
        DragBenchSample sample,
        IReadOnlyList<(string Method, RasterImage Image, DragBenchScore Score)> results
    )
    {
        rows.Append(CultureInfo.InvariantCulture, $"<h3>{WebUtility.HtmlEncode(sample.Key)}</h3>\n<div>");
        Figure("source", "source", SourcePicture.Draw(sample.Image, sample.Mask, sample.Points));
        foreach (var (method, image, score) in results)
        {
            Figure(
                method,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{method}: {score.MeanDistance:0.0} px, {score.Fidelity:0.000}"
                ),
                image
            );
        }

        rows.Append("</div>\n");

        void Figure(string name, string caption, RasterImage image) =>
            rows.Append(ReportFolder.Figure(folder, $"{sample.Key}_{name}", caption, image));
    }

    /// <summary>Writes the report and the page.</summary>
    public void Write(DragBenchReport report)
    {
        File.WriteAllBytes(
            Path.Combine(folder, "report.json"),
            JsonSerializer.SerializeToUtf8Bytes(report, DragBenchJson.Default.DragBenchReport)
        );
        var page = new StringBuilder(ReportFolder.Head("Drag editing: DragBench"));
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h1>{report.Count} samples</h1>\n<p>Mean distance by {report.DistanceBy}, fidelity by "
                + $"{report.FidelityBy}.</p>\n<table><tr><th>method<th>mean distance, px<th>fidelity"
        );
        foreach (var method in report.Methods)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n<tr><td>{WebUtility.HtmlEncode(method.Name)}"
                    + $"<td>{ReportFolder.Cell(method.MeanDistance)}<td>{ReportFolder.Cell(method.Fidelity)}"
            );
        }

        page.Append("\n</table>\n");
        foreach (var skip in report.Skipped)
            page.Append(
                CultureInfo.InvariantCulture,
                $"<p>left out: {WebUtility.HtmlEncode(skip.Key)}: {WebUtility.HtmlEncode(skip.Reason)}</p>\n"
            );
        File.WriteAllText(Path.Combine(folder, "index.html"), page.Append(rows).ToString());
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DragBenchReport))]
internal sealed partial class DragBenchJson : JsonSerializerContext;
