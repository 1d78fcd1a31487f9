namespace LightningDrag.Cli.Tests.Commands;

public class ModelsExportTests
{
    [Fact]
    public async Task Both_networks_are_written()
    {
        using var folder = new TemporaryFolder();
        var run = await CliProcess.RunAsync("models", "export", "compact", "-o", folder["onnx"], "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        string[] files = [.. run.Json.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        Assert.Equal([folder["onnx/encoder.onnx"], folder["onnx/denoiser.onnx"]], files);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 10_000_000));
    }

    [Fact]
    public async Task Another_kind_of_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["other"]);
        (await CliProcess.RunAsync("models", "export", folder["other"], "-o", folder["onnx"])).AssertFails(
            4,
            "appearance-encoder.safetensors"
        );
    }
}
