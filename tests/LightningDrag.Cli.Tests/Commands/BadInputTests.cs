using LightningDrag.Imaging;

namespace LightningDrag.Cli.Tests.Commands;

public class BadInputTests
{
    [Theory]
    [InlineData("165,115:165,900", "points[0].target")]
    [InlineData("-3,115:165,100", "points[0].handle")]
    [InlineData("NaN,115:165,100", "points[0].handle")]
    [InlineData("165,115:165,115", "points[0]")]
    public async Task Points_that_make_no_sense(string drag, string part) =>
        (await EditAsync("--drag", drag)).AssertFails(3, part);

    [Theory]
    [InlineData("--candidates", "9", "candidates is 9")]
    [InlineData("--steps", "0", "steps is 0")]
    [InlineData("--quality", "101", "101")]
    [InlineData("--output", "/nowhere/out.png", "/nowhere")]
    public async Task Options_out_of_range(string option, string value, string part) =>
        (await EditAsync("--drag", "165,115:165,100", option, value)).AssertFails(3, part);

    [Fact]
    public async Task More_points_than_allowed() =>
        (
            await EditAsync([.. Enumerable.Range(0, 101).SelectMany(i => (string[])["--drag", $"{i},1:{i},2"])])
        ).AssertFails(3, "101");

    [Fact]
    public async Task A_photo_that_is_missing() =>
        (await CliProcess.RunAsync("edit", "/nowhere/cat.jpg", "--drag", "1,1:2,2")).AssertFails(3, "/nowhere/cat.jpg");

    [Fact]
    public async Task A_photo_that_is_none()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["cat.jpg"], "meow");
        (await CliProcess.RunAsync("edit", folder["cat.jpg"], "--drag", "1,1:2,2")).AssertFails(3, "cat.jpg");
    }

    [Fact]
    public async Task Masks_that_do_not_fit()
    {
        using var folder = new TemporaryFolder();
        ImageWriter.Write(folder["other.png"], new RasterImage(20, 20));
        (await EditAsync("--drag", "165,115:165,100", "--mask", folder["other.png"])).AssertFails(
            3,
            "20x20",
            "451x300"
        );

        var mask = new EditMask(451, 300, new byte[451 * 300]);
        ImageWriter.Write(folder["empty.png"], mask.ToImage());
        (await EditAsync("--drag", "165,115:165,100", "--mask", folder["empty.png"])).AssertFails(3, "empty");

        mask.Editable[0] = 1;
        ImageWriter.Write(folder["elsewhere.png"], mask.ToImage());
        (await EditAsync("--drag", "165,115:165,100", "--mask", folder["elsewhere.png"])).AssertFails(
            3,
            "points[0].handle",
            "outside the mask"
        );

        File.WriteAllText(folder["shapes.json"], """[{"type": "star"}]""");
        (await EditAsync("--drag", "165,115:165,100", "--mask-shapes", folder["shapes.json"])).AssertFails(3, "shapes");
        (await EditAsync("--drag", "165,115:165,100", "--mask-shapes", folder["missing.json"])).AssertFails(
            3,
            "missing.json"
        );
    }

    [Fact]
    public async Task A_recipe_that_is_none()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["recipe.json"], "{}");
        (await CliProcess.RunAsync("edit", Samples.Cat, "--recipe", folder["recipe.json"])).AssertFails(
            3,
            "recipe.json"
        );
    }

    [Theory]
    [InlineData("rotate", "--angle", "200")]
    [InlineData("scale", "--factor", "3")]
    [InlineData("move", "--offset", "0,0")]
    [InlineData("move", "--offset", "5000,0")]
    public async Task Gestures_out_of_range(string gesture, string option, string value) =>
        (await CliProcess.RunAsync(gesture, Samples.Cat, "--region", "circle:165,110,45", option, value)).AssertFails(
            3
        );

    [Fact]
    public async Task An_unknown_model_exits_with_4() =>
        (await EditAsync("--drag", "165,115:165,100", "--model", "nowhere")).AssertFails(4, "nowhere");

    [Fact]
    public async Task With_json_an_error_is_the_one_object()
    {
        var run = await EditAsync("--drag", "165,115:165,900", "--json");
        Assert.Equal((3, ""), (run.ExitCode, run.Error));
        var error = run.Json.GetProperty("error");
        Assert.Equal("InvalidRequest", error.GetProperty("code").GetString());
        Assert.Contains("points[0].target", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static Task<CliProcess.Run> EditAsync(params string[] arguments) =>
        CliProcess.RunAsync(["edit", Samples.Cat, .. arguments]);
}
