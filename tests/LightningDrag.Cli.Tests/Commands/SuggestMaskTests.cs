using LightningDrag.Imaging;

namespace LightningDrag.Cli.Tests.Commands;

public class SuggestMaskTests
{
    [Fact]
    public async Task Writes_a_mask_that_reads_back_as_one()
    {
        using var folder = new TemporaryFolder();
        var run = await CliProcess.RunAsync(
            "suggest-mask",
            Samples.Cat,
            "--drag",
            "165,115:165,90",
            "-o",
            folder["mask.png"],
            "--json"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var mask = MaskReader.Read(folder["mask.png"], ImageReader.Read(Samples.Cat));
        Assert.Equal(run.Json.GetProperty("pixels").GetInt32(), mask.Count());
        Assert.True(mask[165, 115] && mask[165, 90]);
    }

    [Fact]
    public async Task Refuses_points_outside() =>
        (await CliProcess.RunAsync("suggest-mask", Samples.Cat, "--drag", "165,115:165,900")).AssertFails(
            3,
            "points[0].target",
            "451x300"
        );
}
