using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LightningDrag.TestSupport;

namespace LightningDrag.Cli.Tests.Commands;

/// <summary>
/// Runs the commands of docs/training.md as they stand there, with fewer steps, smaller batches and a small window.
/// </summary>
public partial class TrainingGuideTests(ITestOutputHelper output)
{
    private static readonly MarkdownPage Guide = MarkdownPage.Read("docs/training.md");

    [Fact]
    public async Task The_commands_of_the_guide_work()
    {
        using var fixture = new TrainFixture();
        Arrange(fixture);
        string[] commands = [.. Guide.Commands];
        Assert.True(commands.Length >= 9, $"Only {commands.Length} commands were found in the guide.");
        foreach (string command in commands)
        {
            if (HasTestsOfItsOwn(command))
                continue;
            if (command.StartsWith("mpirun", StringComparison.Ordinal))
                await TrainFixture.RequireMpiAsync();
            string small = Smaller(command);
            output.WriteLine(small);
            var start = new ProcessStartInfo("bash", ["-c", small]) { WorkingDirectory = fixture[""] };
            foreach (var (name, value) in TrainFixture.OneThread)
                start.Environment[name] = value;
            var run = await TestProcess.RunAsync(ProcessLimit.Command, start);
            Assert.True(run.ExitCode == 0, $"{small}\n{run.Output}\n{run.Error}");
        }
    }

    private static bool HasTestsOfItsOwn(string command) =>
        command.Contains("pairs build", StringComparison.Ordinal)
        || command.StartsWith("sbatch", StringComparison.Ordinal)
        || command.Contains("SlurmTests", StringComparison.Ordinal);

    /// <summary>The names that the guide uses are folders of the fixture.</summary>
    private static void Arrange(TrainFixture fixture)
    {
        Directory.Move(fixture["base"], fixture["sd15"]);
        RenderedPairs.Write(fixture["held-out"], count: 2);
        TrainTests.WritePhotos(fixture["photos"]);
        File.Copy(Path.Combine(fixture["pairs"], "pair-00.source.png"), fixture["photo.jpg"]);
        var settings = JsonNode.Parse(Guide.Blocks("json").First())!.AsObject();
        (settings["batch"], settings["accumulation"], settings["window"]) = (4, 2, RenderedPairs.Side);
        (settings["validationSamples"], settings["pictures"]) = (2, 1);
        File.WriteAllText(fixture["sd15.json"], settings.ToJsonString());
        CliProcess.WriteLauncher(fixture["lightningdrag"]);
    }

    private static string Smaller(string command)
    {
        if (command.Contains("--plan", StringComparison.Ordinal))
            return command;
        command = Steps()
            .Replace(
                command,
                match =>
                    command.Contains(" edit ", StringComparison.Ordinal) ? "--steps 2"
                    : match.Groups["number"].Value == "6000" ? "--steps 2"
                    : "--steps 1"
            );
        command = Regex.Replace(command, @"--batch \d+", "--batch 4");
        command = Regex.Replace(command, @"--window \d+", $"--window {RenderedPairs.Side}");
        if (command.Contains("--photos", StringComparison.Ordinal))
            command += $" --batch 4 --window {RenderedPairs.Side}";
        return command.Replace(
            "mpirun -n 8",
            "mpirun -n 2 --oversubscribe --allow-run-as-root --bind-to none",
            StringComparison.Ordinal
        );
    }

    [GeneratedRegex(@"--steps (?<number>\d+)")]
    private static partial Regex Steps();
}
