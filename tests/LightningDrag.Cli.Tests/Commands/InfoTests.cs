using System.Text.Json;

namespace LightningDrag.Cli.Tests.Commands;

public class InfoTests
{
    [Fact]
    public async Task Info_names_versions_processor_and_models()
    {
        var run = await CliProcess.RunAsync("info");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(
            [
                "lightningdrag",
                "libtorch",
                "processor",
                "threads",
                "device",
                "convolutions  channels-last, NNPACK off",
                "compact",
            ],
            part => Assert.Contains(part, run.Output, StringComparison.Ordinal)
        );

        var json = (await CliProcess.RunAsync("info", "--json")).Json;
        Assert.Equal("Cpu", json.GetProperty("runtime").GetProperty("device").GetString());
        Assert.True(json.GetProperty("torch").GetProperty("channelsLast").GetBoolean());
        Assert.False(json.GetProperty("torch").GetProperty("usesNnpack").GetBoolean());
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
        Assert.All(
            verify.Json.GetProperty("files").EnumerateArray(),
            file => Assert.Equal(64, file.GetProperty("sha256").GetString()!.Length)
        );
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
    public async Task A_damaged_model_is_listed_with_the_reason_and_hides_no_other()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["broken"]);
        File.WriteAllText(folder["broken/motion-denoiser.safetensors"], "not weights at all");
        Dictionary<string, string> environment = new() { ["LIGHTNINGDRAG_MODELS"] = folder[""] };
        var run = await CliProcess.RunAsync(environment, "models", "list");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("(?m)^broken +damaged .*\n(.*\n)*compact +[0-9.]+ MiB", run.Output);
        Assert.Contains(
            $"note: broken cannot be read: '{folder["broken/motion-denoiser.safetensors"]}'",
            run.Error,
            StringComparison.Ordinal
        );

        var models = (await CliProcess.RunAsync(environment, "models", "list", "--json"))
            .Json.GetProperty("models")
            .EnumerateArray()
            .ToDictionary(model => model.GetProperty("name").GetString()!);
        Assert.Contains(
            "motion-denoiser.safetensors",
            models["broken"].GetProperty("fault").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(JsonValueKind.Null, models["compact"].GetProperty("fault").ValueKind);
    }

    [Fact]
    public async Task A_folder_without_weights_is_missing_them()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["empty"]);
        (await CliProcess.RunAsync("models", "verify", folder["empty"])).AssertFails(4, "not on this machine");
    }
}
