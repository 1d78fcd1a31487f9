using LightningDrag.Evaluation.Speed;

namespace LightningDrag.Evaluation.Tests.Speed;

public class SpeedReportTests
{
    [Fact]
    public void Row_HasMedianAndPercentiles()
    {
        SpeedRow row = SpeedRow.Of("x", Enumerable.Range(0, 101).Select(i => (double)(100 - i)));

        Assert.Equal(new SpeedRow("x", 101, 50, 90, 100), row);
    }

    [Fact]
    public void Memory_IsMeasured() => Assert.InRange(PeakMemory.OfThisProcess(), 10, 100_000);

    [Fact]
    public async Task AProgramThatFails_IsAnError()
    {
        string folder = Directory.CreateTempSubdirectory("speed-test-").FullName;
        try
        {
            var error = await Assert.ThrowsAsync<LightningDragException>(() =>
                ColdStart.RunAsync(
                    ["/bin/false"],
                    SpeedScene.Create(64, 64),
                    folder,
                    TestContext.Current.CancellationToken
                )
            );

            Assert.Equal(ErrorCode.Unsupported, error.Code);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Repeats_AreChecked()
    {
        var error = await Assert.ThrowsAsync<LightningDragException>(() =>
            SpeedEvaluation.RunAsync(
                new SpeedEvaluationOptions { Repeats = 2 },
                null,
                TestContext.Current.CancellationToken
            )
        );

        Assert.Contains("Repeats is 2", error.Message, StringComparison.Ordinal);
    }
}
