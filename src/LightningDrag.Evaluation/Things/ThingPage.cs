using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LightningDrag.Evaluation.Reports;
using LightningDrag.Geometry;
using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Things;

/// <summary>Writes report.json, index.html and the pictures that the page shows into a folder.</summary>
internal sealed class ThingPage
{
    private readonly string folder;
    private readonly StringBuilder rows = new();

    /// <summary>Prepares the folder.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.Unsupported"/>: it cannot be made.</exception>
    public ThingPage(string folder)
    {
        ReportFolder.Prepare(folder);
        this.folder = folder;
    }

    /// <summary>Keeps one drag's pictures: the source with points and mask, every method's result, the truth.</summary>
    public void Add(
        ThingMove move,
        EditMask mask,
        IReadOnlyList<PointPair> points,
        string how,
        IReadOnlyList<(string Method, RasterImage Result, ThingScore Score)> results
    )
    {
        rows.Append(CultureInfo.InvariantCulture, $"<h3>{WebUtility.HtmlEncode(move.Picture.Key)}: {how}</h3>\n<div>");
        Figure("source", "source", SourcePicture.Draw(move.Picture.Image, mask, points));
        foreach (var (method, result, score) in results)
        {
            Figure(
                method,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{method}: {score.Arrived:P0} arrived, {score.Spoiled:P0} spoiled"
                ),
                result
            );
        }

        Figure("truth", move.Picture.Behind is null ? "truth, but for what was behind" : "truth", move.Truth);
        rows.Append("</div>\n");

        void Figure(string name, string caption, RasterImage image) =>
            rows.Append(ReportFolder.Figure(folder, $"{move.Picture.Key}_{how}_{name}", caption, image));
    }

    /// <summary>Writes the report and the page.</summary>
    public void Write(ThingReport report)
    {
        File.WriteAllBytes(
            Path.Combine(folder, "report.json"),
            JsonSerializer.SerializeToUtf8Bytes(report, ThingReportJson.Default.ThingReport)
        );
        var page = new StringBuilder(ReportFolder.Head("Drag editing: whole things"));
        foreach (ThingGroup group in report.Groups)
            AppendGroup(page, group);
        File.WriteAllText(Path.Combine(folder, "index.html"), page.Append(rows).ToString());
    }

    private static void AppendGroup(StringBuilder page, ThingGroup group)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"<h1>{WebUtility.HtmlEncode(group.Name)}: {group.Count} things</h1>\n"
        );
        page.Append("<table><tr><th>method<th>mask<th>handles<th>arrived<th>spoiled");
        foreach (ThingMoveRow row in group.Moves)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n<tr><td>{WebUtility.HtmlEncode(row.Method)}<td>{row.Mask}<td>{row.Handles}"
            );
            page.Append("<td>")
                .Append(ReportFolder.Cell(row.Arrived))
                .Append("<td>")
                .Append(ReportFolder.Cell(row.Spoiled));
        }

        page.Append("\n</table>\n<table><tr><th>selection<th>IoU, one click<th>IoU, rough circle");
        foreach (ThingSelectionRow row in group.Selections)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n<tr><td>{WebUtility.HtmlEncode(row.Method)}<td>{ReportFolder.Cell(row.Click)}"
                    + $"<td>{ReportFolder.Cell(row.Circle)}"
            );
        }

        page.Append("\n</table>\n");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ThingReport))]
internal sealed partial class ThingReportJson : JsonSerializerContext;
