using LightningDrag.Evaluation.Reports;

namespace LightningDrag.Evaluation.Tests;

public sealed class ReportFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_report_takes_the_place_of_an_earlier_one_also_of_one_that_broke_off()
    {
        ReportFolder.Prepare(folder);
        ReportFolder.Prepare(folder);
        File.WriteAllText(Path.Combine(folder, "index.html"), ReportFolder.Head("Drag editing: whole things"));
        File.WriteAllText(Path.Combine(folder, "report.json"), "[]");
        ReportFolder.Require(folder);
        ReportFolder.Require(Path.Combine(folder, "new"));
        ReportFolder.Require(null);
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("report.json")]
    [InlineData("images")]
    public void Files_of_others_are_not_replaced(string file)
    {
        File.WriteAllText(Path.Combine(folder, file), "<!doctype html><title>My photos</title>");
        Assert.Contains(
            $"'{file}'",
            Assert.Throws<LightningDragException>(() => ReportFolder.Require(folder)).Message,
            StringComparison.Ordinal
        );
    }
}
