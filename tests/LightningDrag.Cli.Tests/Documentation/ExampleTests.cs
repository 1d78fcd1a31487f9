using System.Diagnostics;
using LightningDrag.Cli.Tests.Commands;
using LightningDrag.Cli.Tests.Packages;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RenderedClips;

namespace LightningDrag.Cli.Tests.Documentation;

/// <summary>
/// Examples that are scripts; those in C# are built by <see cref="LibraryPackageTests"/>, the web form by the page's
/// tests.
/// </summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task Ten_videos_become_a_model_that_edits()
    {
        using var folder = new TemporaryFolder();
        TinyClips.Write(Path.Combine(SharedData.Repository, "samples"), folder["videos"], 10);
        TrainTests.WritePhotos(folder["photos"]);
        CliProcess.WriteLauncher(folder["lightningdrag"]);
        string script = Path.Combine(SharedData.Repository, "examples", "train", "train.sh");
        var start = new ProcessStartInfo("bash", [script, folder["videos"], folder["photos"], folder["run"]])
        {
            WorkingDirectory = folder["."],
            // Toy size; the clips' cameras are known to stand still.
            Environment =
            {
                ["LIGHTNINGDRAG"] = folder["lightningdrag"],
                ["STEPS"] = "2",
                ["BATCH"] = "4",
                ["WINDOW"] = "64",
                ["SIZE"] = "64",
                ["CAMERA_FILTER"] = "none",
            },
        };

        var trained = await TestProcess.RunAsync(ProcessLimit.Command, start);
        Assert.True(trained.ExitCode == 0, trained.Output + trained.Error);
        Assert.True(File.Exists(folder["run/pairs.html"]));

        var edited = await CliProcess.RunAsync(
            "edit",
            Samples.Cat,
            "--drag",
            "172,92:172,84",
            "--model",
            folder["run/model"],
            "-o",
            folder["edited.png"]
        );
        Assert.True(edited.ExitCode == 0, edited.Error);
    }
}
