using LightningDrag.Cli.Commands;
using LightningDrag.Cli.Files;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Files;

public sealed class FilePlanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_output_is_no_input_however_it_is_spelled()
    {
        File.WriteAllText(folder["a.jpg"], "photo");
        Directory.CreateDirectory(folder["sub"]);
        Directory.CreateSymbolicLink(folder["up"], folder["sub/.."]);
        File.CreateSymbolicLink(folder["link.jpg"], "a.jpg");
        Assert.NotNull(await TestProcess.TryToolAsync("ln", folder["a.jpg"], folder["hard.jpg"]));
        foreach (string spelled in (string[])["a.jpg", "./a.jpg", "sub/../a.jpg", "up/a.jpg", "link.jpg", "hard.jpg"])
        {
            Refused(
                new FilePlan().Reads("the photo", folder["a.jpg"]).Writes("the result", folder[spelled], "-o"),
                "would overwrite the photo",
                "-o"
            );
        }

        new FilePlan().Reads("the photo", folder["a.jpg"]).Writes("the result", folder["b.jpg"], "-o").Check();
    }

    [Fact]
    public void Two_outputs_are_two_files_also_before_they_are_there()
    {
        Directory.CreateSymbolicLink(folder["here"], folder["."]);
        File.CreateSymbolicLink(folder["later.png"], "o.png");
        foreach (string spelled in (string[])["o.png", "here/o.png", "later.png"])
        {
            Refused(
                new FilePlan()
                    .Writes("the result", folder["o.png"], "-o")
                    .Writes("the overview", folder[spelled], "--overview"),
                "The overview and the result",
                "--overview"
            );
        }

        new FilePlan()
            .Writes("the result", folder["o.png"], "-o")
            .Writes("the overview", folder["p.png"], "--overview")
            .Check();
        new FilePlan()
            .Writes("the result", "/dev/null", "-o")
            .Writes("the overview", "/dev/null", "--overview")
            .Check();
    }

    [Fact]
    public void Standard_streams_are_used_once()
    {
        Assert.Throws<UsageException>(new FilePlan().Reads("the photo", "-").Reads("the mask", "-").Check);
        Assert.Throws<UsageException>(
            new FilePlan().Writes("the result", "-", "-o").Writes("the recipe", "/dev/stdout", "--save-recipe").Check
        );
        var plan = new FilePlan().Reads("the photo", "-").Writes("the result", "-", "-o");
        plan.Check();
        Assert.True(plan.TakesStandardOutput);
    }

    private static void Refused(FilePlan plan, params string[] parts)
    {
        var error = Assert.Throws<LightningDragException>(plan.Check);
        Assert.Equal(ErrorCode.InvalidRequest, error.Code);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
