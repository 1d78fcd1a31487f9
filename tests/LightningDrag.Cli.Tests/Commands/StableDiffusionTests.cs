using LightningDrag.Imaging;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary>The published network on the command line, with the tiny checkpoint.</summary>
public class StableDiffusionTests
{
    private const string Drag = "165,115:165,90";

    private static string Checkpoint => SharedData.Require("goldens/lightningdrag/tiny-checkpoint");

    [Theory]
    [InlineData("Ddim", "2")]
    [InlineData("Lcm", "1")]
    public async Task Edits_with_candidates_ranked_and_nothing_changed_outside_the_mask(string sampler, string steps)
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
            "--model",
            Checkpoint,
            "--sampler",
            sampler,
            "--steps",
            steps,
            "--candidates",
            "2",
            "--guidance",
            "3",
            "--prompt",
            "a cat",
            "--noise-prior",
            "Mixed",
            "-o",
            folder["out.png"],
            "--save-recipe",
            folder["recipe.json"],
            "--json"
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var candidates = run.Json.GetProperty("candidates").EnumerateArray().ToArray();
        Assert.Equal(2, candidates.Length);
        float[] arrivals = [.. candidates.Select(c => c.GetProperty("arrival")[0].GetSingle())];
        Assert.Equal(arrivals.Order(), arrivals);

        var source = ImageReader.Read(Samples.Cat);
        var result = ImageReader.Read(folder["out-1.png"]);
        var mask = MaskReader.Read(folder["mask.png"], source);
        int inside = 0;
        for (int i = 0; i < mask.Editable.Length; i++)
        {
            bool same = source.Pixels.AsSpan(i * 4, 4).SequenceEqual(result.Pixels.AsSpan(i * 4, 4));
            Assert.True(same || mask.Editable[i] != 0);
            if (!same)
                inside++;
        }

        Assert.InRange(inside, mask.Count() / 2, mask.Count());
        var again = await CliProcess.RunAsync(
            "edit",
            "--recipe",
            folder["recipe.json"],
            "-o",
            folder["again.png"],
            "--json"
        );
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(result.Pixels, ImageReader.Read(folder["again-1.png"]).Pixels);
    }

    [Fact]
    public async Task Choices_of_the_published_network_are_refused_for_others() =>
        (await CliProcess.RunAsync("edit", Samples.Cat, "--drag", Drag, "--sampler", "Lcm")).AssertFails(3, "sd15");

    [Fact]
    public async Task A_model_that_is_not_there_names_the_command_that_fetches_it()
    {
        using var folder = new TemporaryFolder();
        var nowhere = new Dictionary<string, string>
        {
            ["XDG_DATA_HOME"] = folder["data"],
            ["HF_HOME"] = folder["hub"],
        };
        (await CliProcess.RunAsync(nowhere, "edit", Samples.Cat, "--drag", Drag, "--model", "sd15")).AssertFails(
            4,
            "sd15",
            "models download sd15"
        );
    }

    [Fact]
    public async Task Counts_what_an_edit_computes()
    {
        var run = await CliProcess.RunAsync("evaluate", "cost", "--candidates", "1", "--steps", "8", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(run.Json.GetProperty("ratio").GetDouble(), 0.1, 0.99);
    }
}
