using System.Text.Json;

namespace LightningDrag.Cli.Tests;

/// <summary>The editor's program without the second library: it edits, and says of the rest how to get it.</summary>
public class EditorAloneTests
{
    private const string Command =
        "dotnet tool uninstall --global LightningDrag.Cli && dotnet tool install --global LightningDrag.Cli.Torch";

    [Fact]
    public async Task It_edits()
    {
        using var folder = new TemporaryFolder();
        var run = await CliProcess.RunEditorAsync(
            "edit",
            Samples.Cat,
            "--drag",
            "172,92:172,84",
            "-o",
            folder["out.png"]
        );
        Assert.Equal(0, run.ExitCode);
        Assert.True(File.Exists(folder["out.png"]));
    }

    [Theory]
    [InlineData("train", "--config", "compact", "--photos", "x", "--output", "y")]
    [InlineData("pairs", "build", "videos", "--output", "shards")]
    [InlineData("evaluate", "speed")]
    [InlineData("evaluate", "cost", "--json-less")]
    public async Task Commands_that_need_libtorch_say_in_one_line_how_to_get_it(params string[] arguments) =>
        (await CliProcess.RunEditorAsync(arguments)).AssertFails(
            1,
            $"'{arguments[0]}'",
            "LightningDrag.Torch, which is not installed",
            Command
        );

    [Fact]
    public async Task The_published_network_says_in_one_line_how_to_get_it()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["sd/lightning-drag-sd15"]);
        var run = await CliProcess.RunEditorAsync(
            "edit",
            Samples.Cat,
            "--drag",
            "172,92:172,84",
            "--model",
            folder["sd"],
            "-o",
            folder["out.png"]
        );
        run.AssertFails(1, "LightningDrag.Torch, which is not installed", Command);
    }

    [Fact]
    public async Task Info_says_what_is_missing()
    {
        var run = await CliProcess.RunEditorAsync("info");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("ONNX Runtime", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"not installed (sd15, train, pairs and evaluate need it): {Command}",
            run.Output,
            StringComparison.Ordinal
        );
        var again = await CliProcess.RunEditorAsync("info", "--json");
        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        var json = again.Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("torch").ValueKind);
        Assert.Equal(Command, json.GetProperty("torchCommand").GetString());
    }

    [Fact]
    public async Task Its_help_names_the_commands_all_the_same()
    {
        var run = await CliProcess.RunEditorAsync("--help");
        Assert.All(
            ["edit", "serve", "pairs", "train", "evaluate"],
            name => Assert.Matches($"(?m)^ +{name}\\b", run.Output)
        );
    }

    [Fact]
    public void No_file_of_libtorch_lies_beside_it()
    {
        string folder = Path.GetDirectoryName(CliProcess.Editor)!;
        Assert.Contains(
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file).Contains("onnxruntime", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories),
            file => Path.GetFileName(file).Contains("torch", StringComparison.OrdinalIgnoreCase)
        );
    }
}
