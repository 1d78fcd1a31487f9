using LightningDrag.Editing.Recipes;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Weights;

namespace LightningDrag.Cli.Tests.Commands;

public class EditTests
{
    private const string Drag = "165,115:165,90";

    /// <summary>As in the README; with streams merged, too, nothing but the program's own words is there.</summary>
    [Fact]
    public async Task The_first_command_prints_one_line()
    {
        using var folder = new TemporaryFolder();
        string[] edit =
        [
            "edit",
            Samples.Cat,
            "--drag",
            "172,92:172,84",
            "--drag",
            "172,143:172,150",
            "-o",
            folder["cat-edited.png"],
        ];
        var run = await CliProcess.RunAsync(edit);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(
            folder["cat-edited.png"],
            Assert.Single(run.Output.TrimEnd('\n').Split('\n')),
            StringComparison.Ordinal
        );
        var json = await CliProcess.RunAsync([.. edit, "--json"]);
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        Assert.Equal("compact", json.Json.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Edits_inside_the_mask_and_nowhere_else()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            0,
            (await CliProcess.RunAsync("suggest-mask", Samples.Cat, "--drag", Drag, "-o", folder["mask.png"])).ExitCode
        );
        var run = await CliProcess.RunAsync(
            "edit",
            Samples.Cat,
            "--drag",
            Drag,
            "--mask",
            folder["mask.png"],
            "-o",
            folder["out.png"]
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(folder["out.png"], run.Output, StringComparison.Ordinal);

        var source = ImageReader.Read(Samples.Cat);
        var result = ImageReader.Read(folder["out.png"]);
        var mask = MaskReader.Read(folder["mask.png"], source);
        Assert.Equal((source.Width, source.Height), (result.Width, result.Height));
        int inside = 0,
            outside = 0;
        for (int i = 0; i < mask.Editable.Length; i++)
        {
            bool same = source.Pixels.AsSpan(i * 4, 4).SequenceEqual(result.Pixels.AsSpan(i * 4, 4));
            if (!same && mask.Editable[i] != 0)
                inside++;
            if (!same && mask.Editable[i] == 0)
                outside++;
        }

        Assert.Equal(0, outside);
        Assert.InRange(inside, mask.Count() / 10, mask.Count());
    }

    [Fact]
    public async Task Several_results_of_a_model_that_knows_things_differ_by_meaning()
    {
        using var folder = new TemporaryFolder();
        string model = ModelLocator.List().First(found => CompactModel.KnowsThings(found.Folder)).Name;
        string[] edit = ["edit", Samples.Cat, "--drag", Drag, "--model", model, "-o", folder["out.png"]];
        var run = await CliProcess.RunAsync([.. edit, "--candidates", "3", "--save-recipe", folder["edit.json"]]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Contains("(the likeliest, seed 0, 1 step,", lines[0], StringComparison.Ordinal);
        Assert.Single(lines, line => line.Contains("(the whole thing, ", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("(only this part, ", StringComparison.Ordinal));

        // Each reading had a mask of its own: none of them is the recipe's.
        Assert.Null(EditRecipe.Read(folder["edit.json"]).Mask);
        var part = await CliProcess.RunAsync([
            .. edit,
            "--scope",
            "part",
            "--json",
            "--save-recipe",
            folder["part.json"],
        ]);
        Assert.Equal("part", part.Json.GetProperty("candidates")[0].GetProperty("scope").GetString());
        Assert.Contains(
            "\"scope\": \"part\"",
            await File.ReadAllTextAsync(folder["part.json"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
        Assert.NotNull(EditRecipe.Read(folder["part.json"]).Mask);
    }

    [Fact]
    public async Task Prints_one_JSON_object_with_everything_in_it()
    {
        using var folder = new TemporaryFolder();
        var run = await CliProcess.RunAsync(
            "edit",
            Samples.Cat,
            "--drag",
            Drag,
            "--pin",
            "300,140",
            "--candidates",
            "2",
            "--seed",
            "7",
            "--scope",
            "part",
            "-o",
            folder["out.webp"],
            "--json"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = run.Json;
        Assert.Equal("compact", json.GetProperty("model").GetString());
        Assert.Equal(451, json.GetProperty("source").GetProperty("width").GetInt32());
        Assert.Equal(2, json.GetProperty("points").GetArrayLength());
        Assert.True(json.GetProperty("mask").GetProperty("suggested").GetBoolean());
        Assert.True(json.GetProperty("window").GetProperty("width").GetInt32() > 0);
        Assert.True(json.GetProperty("totalMilliseconds").GetDouble() > 0);
        var candidates = json.GetProperty("candidates").EnumerateArray().ToArray();
        Assert.Equal(
            [folder["out-1.webp"], folder["out-2.webp"]],
            candidates.Select(c => c.GetProperty("path").GetString())
        );
        Assert.Equal([7, 8], candidates.Select(c => c.GetProperty("seed").GetInt32()));
        Assert.All(
            candidates,
            c =>
            {
                Assert.True(File.Exists(c.GetProperty("path").GetString()));
                Assert.Equal([0f, 0f], c.GetProperty("arrival").EnumerateArray().Select(a => a.GetSingle()));
                Assert.True(c.GetProperty("milliseconds").GetProperty("total").GetDouble() > 0);
            }
        );
    }

    [Fact]
    public async Task Writes_beside_the_photo_unless_told_otherwise()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Samples.Cat, folder["my.cat.jpg"]);
        var run = await CliProcess.RunAsync(
            "edit",
            folder["my.cat.jpg"],
            "--drag",
            Drag,
            "--format",
            "jpeg",
            "--quality",
            "80"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Equal([0xFF, 0xD8], File.ReadAllBytes(folder["my.cat-edited.jpg"])[..2]);
    }

    [Fact]
    public async Task A_recipe_replays_to_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var first = await CliProcess.RunAsync(
            "edit",
            Samples.Cat,
            "--drag",
            Drag,
            "--seed",
            "3",
            "--steps",
            "2",
            "-o",
            folder["a.png"],
            "--save-recipe",
            folder["recipe.json"]
        );
        Assert.Equal(0, first.ExitCode);
        var second = await CliProcess.RunAsync("edit", "--recipe", folder["recipe.json"], "-o", folder["b.png"]);
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal(File.ReadAllBytes(folder["a.png"]), File.ReadAllBytes(folder["b.png"]));
    }

    [Fact]
    public async Task Masks_are_also_drawn_from_shapes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["shapes.json"],
            """[{"type": "ellipse", "center": [165, 110], "radiusX": 60, "radiusY": 50}]"""
        );
        var run = await CliProcess.RunAsync(
            "edit",
            Samples.Cat,
            "--drag",
            Drag,
            "--mask-shapes",
            folder["shapes.json"],
            "-o",
            folder["out.png"],
            "--json"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.InRange(run.Json.GetProperty("mask").GetProperty("pixels").GetInt32(), 9_300, 9_550); // π·60·50
    }

    [Theory]
    [InlineData("rotate", "--angle", "15")]
    [InlineData("scale", "--factor", "1.3")]
    [InlineData("move", "--offset", "-12,5")]
    public async Task Gestures_edit_too(string gesture, string option, string value)
    {
        using var folder = new TemporaryFolder();
        var run = await CliProcess.RunAsync(
            gesture,
            Samples.Cat,
            "--region",
            "circle:165,110,45",
            option,
            value,
            "--pin",
            "5,5",
            "-o",
            folder["out.png"],
            "--json"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(run.Json.GetProperty("points").GetArrayLength(), 5, 12);
        Assert.NotEqual(ImageReader.Read(Samples.Cat).Pixels, ImageReader.Read(folder["out.png"]).Pixels);
    }

    [Fact]
    public async Task An_interrupt_cancels_and_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        using var process = CliProcess.Start(
            "edit",
            Samples.Astronaut,
            "--drag",
            "225,90:245,90",
            "--candidates",
            "8",
            "--steps",
            "50",
            "-o",
            folder["out.png"]
        );
        // Well inside the run, which takes 400 network evaluations.
        await process.UntilAsync(
            () => File.ReadAllText($"/proc/{process.Id}/maps").Contains("onnxruntime", StringComparison.Ordinal),
            "the network to be loaded"
        );
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await process.SignalAsync("INT");

        (await CliProcess.FinishAsync(process)).AssertFails(5, "Cancelled");
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(folder["out.png"])!));
    }
}
