namespace LightningDrag.Cli.Tests.Commands;

public class UsageTests
{
    public static TheoryData<string[], string> WrongLines =>
        new()
        {
            { [], "Required command" },
            { ["frobnicate"], "'frobnicate'" },
            { ["edit"], "No image" },
            { ["edit", "--frobnicate"], "'--frobnicate'" },
            { ["edit", "cat.jpg"], "No drag" },
            { ["edit", "cat.jpg", "--drag", "1,2"], "'1,2'" },
            { ["edit", "cat.jpg", "--drag", "1,2:3,4", "--candidates", "many"], "many" },
            { ["edit", "cat.jpg", "--drag", "1,2:3,4", "--format", "gif"], "gif" },
            { ["edit", "--recipe", "r.json", "--drag", "1,2:3,4"], "--recipe" },
            { ["rotate", "cat.jpg", "--region", "circle:1,2,3"], "--angle" },
            { ["rotate", "cat.jpg", "--angle", "10"], "--region" },
            { ["scale", "cat.jpg", "--region", "square:1,2,3", "--factor", "2"], "square:1,2,3" },
            { ["move", "cat.jpg", "--region", "circle:1,2,3", "--offset", "5"], "'5'" },
            { ["suggest-mask", "cat.jpg"], "--drag" },
            { ["completion", "fish"], "fish" },
        };

    [Theory]
    [MemberData(nameof(WrongLines))]
    public async Task A_wrong_command_line_exits_with_2_and_one_line(string[] arguments, string part) =>
        (await CliProcess.RunAsync(arguments)).AssertFails(2, part);

    [Fact]
    public async Task With_json_a_usage_error_is_the_one_object()
    {
        var run = await CliProcess.RunAsync("edit", "cat.jpg", "--drag", "oops", "--json");
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Equal("Usage", run.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Help_lists_the_commands()
    {
        var run = await CliProcess.RunAsync("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["edit", "rotate", "scale", "move", "suggest-mask"],
            command => Assert.Contains(command, run.Output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_shell_gets_completions_and_the_script_that_asks_for_them()
    {
        var options = await CliProcess.RunAsync("[suggest:22]", "lightningdrag edit --ca");
        Assert.Equal("--candidates", options.Output.Trim());
        foreach (string shell in (string[])["bash", "zsh"])
        {
            var script = await CliProcess.RunAsync("completion", shell);
            Assert.Equal(0, script.ExitCode);
            Assert.Contains("[suggest:", script.Output, StringComparison.Ordinal);
        }
    }
}
