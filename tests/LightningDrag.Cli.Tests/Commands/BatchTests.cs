using LightningDrag.Imaging;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary>One recipe over a folder of photos.</summary>
public class BatchTests
{
    [Fact]
    public async Task A_recipe_runs_over_all_photos_and_one_that_fails_stops_no_other()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            0,
            (
                await CliProcess.RunAsync(
                    "edit",
                    Samples.Cat,
                    "--drag",
                    "165,115:165,90",
                    "-o",
                    folder["one.png"],
                    "--save-recipe",
                    folder["r.json"]
                )
            ).ExitCode
        );
        File.Copy(Samples.Cat, folder["a.jpg"]);
        File.Copy(Samples.Cat, folder["c.jpg"]);
        await File.WriteAllTextAsync(folder["b.jpg"], "no picture", TestContext.Current.CancellationToken);

        var run = await CliProcess.RunAsync(
            "edit",
            "--recipe",
            folder["r.json"],
            folder["a.jpg"],
            folder["b.jpg"],
            folder["c.jpg"],
            "--output-folder",
            folder["out"],
            "--json"
        );
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(1, run.Json.GetProperty("failed").GetInt32());
        var photos = run.Json.GetProperty("photos").EnumerateArray().ToArray();
        Assert.Equal(
            [true, false, true],
            photos.Select(photo => photo.GetProperty("error").ValueKind == System.Text.Json.JsonValueKind.Null)
        );
        var expected = ImageReader.Read(folder["one.png"]);
        foreach (string name in (string[])["a", "c"])
            Assert.Equal(expected.Pixels, ImageReader.Read(Path.Combine(folder["out"], name + ".png")).Pixels);
        Assert.False(File.Exists(Path.Combine(folder["out"], "b.png")));
    }

    [Theory]
    [InlineData("--output-folder needs a recipe", "edit", "a.jpg", "--drag", "1,1:2,2", "--output-folder", "out")]
    [InlineData("one edit takes one", "edit", "a.jpg", "b.jpg", "--drag", "1,1:2,2")]
    public async Task What_makes_no_sense_is_said(string about, params string[] arguments)
    {
        var run = await CliProcess.RunAsync(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            about.StartsWith("--", StringComparison.Ordinal) ? "give --recipe, too" : about,
            run.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task No_source_and_no_other_result_is_written_over()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["r.json"],
            """{"version":1,"points":[{"handle":[165,115],"target":[165,90]}]}""",
            TestContext.Current.CancellationToken
        );
        foreach (string name in (string[])["x", "y"])
            Directory.CreateDirectory(folder[name]);
        foreach (string name in (string[])["x/a.png", "y/a.jpg"])
            File.Copy(Samples.Cat, folder[name]);

        var over = await CliProcess.RunAsync(
            "edit",
            "--recipe",
            folder["r.json"],
            folder["x/a.png"],
            "--output-folder",
            folder["x"]
        );
        Assert.Equal(3, over.ExitCode);
        Assert.Contains("would overwrite the photo", over.Error, StringComparison.Ordinal);
        var both = await CliProcess.RunAsync(
            "edit",
            "--recipe",
            folder["r.json"],
            folder["x/a.png"],
            folder["y/a.jpg"],
            "--output-folder",
            folder["out"]
        );
        Assert.Equal(3, both.ExitCode);
        Assert.Contains("would both be written", both.Error, StringComparison.Ordinal);
    }
}
