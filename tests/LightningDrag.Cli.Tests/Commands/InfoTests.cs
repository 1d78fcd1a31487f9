namespace LightningDrag.Cli.Tests.Commands;

public class InfoTests
{
    [Fact]
    public async Task Info_names_versions_processor_and_models()
    {
        var run = await CliProcess.RunAsync("info");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(["lightningdrag", "libtorch", "processor", "threads", "device", "compact"], part => Assert.Contains(part, run.Output, StringComparison.Ordinal));

        var json = (await CliProcess.RunAsync("info", "--json")).Json;
        Assert.Equal("Cpu", json.GetProperty("runtime").GetProperty("device").GetString());
        Assert.Equal("compact", json.GetProperty("models")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_model_that_ships_is_listed_and_whole()
    {
        var list = await CliProcess.RunAsync("models", "list");
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.StartsWith("compact", list.Output, StringComparison.Ordinal);

        var verify = await CliProcess.RunAsync("models", "verify", "--json");
        Assert.Equal((0, ""), (verify.ExitCode, verify.Error));
        Assert.All(verify.Json.GetProperty("files").EnumerateArray(), file => Assert.Equal(64, file.GetProperty("sha256").GetString()!.Length));
    }

    [Fact]
    public async Task A_damaged_model_is_an_error_of_the_file()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["broken"]);
        File.WriteAllText(Path.Combine(folder["broken"], "motion-denoiser.safetensors"), "not weights at all");
        (await CliProcess.RunAsync("models", "verify", folder["broken"])).AssertFails(3, "motion-denoiser.safetensors");
    }

    [Fact]
    public async Task A_folder_without_weights_is_missing_them()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["empty"]);
        (await CliProcess.RunAsync("models", "verify", folder["empty"])).AssertFails(4, "not on this machine");
    }
}
