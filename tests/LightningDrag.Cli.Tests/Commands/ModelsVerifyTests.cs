using LightningDrag.TestSupport;
using LightningDrag.Weights;
using TorchSharp;

namespace LightningDrag.Cli.Tests.Commands;

public class ModelsVerifyTests
{
    [Fact]
    public async Task Every_tensor_that_does_not_fit_is_named()
    {
        string shipped = Path.Combine(SharedData.Repository, "models", "compact");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["changed"]);
        foreach (string file in Directory.GetFiles(shipped, "*.safetensors"))
            File.Copy(file, Path.Combine(folder["changed"], Path.GetFileName(file)));
        string changed = Path.Combine(folder["changed"], "appearance-encoder.safetensors");
        string[] names;
        using (var file = SafetensorsFile.Open(changed))
        {
            names = [.. file.Names.Order(StringComparer.Ordinal)];
            var tensors = names.ToDictionary(name => name, file.Read);
            tensors.Remove(names[0]);
            tensors[names[1]] = torch.zeros(3, 5);
            tensors["stranger"] = torch.zeros(1);
            SafetensorsWriter.Write(changed, tensors);
        }

        var run = await CliProcess.RunAsync("models", "verify", folder["changed"]);
        Assert.Equal(3, run.ExitCode);
        Assert.All(
            [
                $"missing: appearance encoder {names[0]}",
                "surplus: appearance encoder stranger",
                $"mis-shaped: appearance encoder {names[1]} F32 [3, 5] for",
            ],
            line => Assert.Contains(line, run.Output, StringComparison.Ordinal)
        );
        Assert.Contains("is not whole: 3 faults", run.Error, StringComparison.Ordinal);

        var json = (await CliProcess.RunAsync("models", "verify", folder["changed"], "--json")).Json;
        Assert.False(json.GetProperty("isWhole").GetBoolean());
        Assert.Equal("stranger", json.GetProperty("parts")[0].GetProperty("surplus")[0].GetString());
    }

    [Fact]
    public async Task Tensors_of_a_LoRA_without_a_place_in_its_network_are_named()
    {
        const string lora = "lcm-lora-sdv1-5/pytorch_lora_weights.safetensors",
            stem = "lora_unet_mid_block_attentions_0_proj_in";
        string tiny = SharedData.Require("goldens/lightningdrag/tiny-checkpoint");
        using var folder = new TemporaryFolder();
        foreach (string path in Directory.EnumerateFiles(tiny, "*", SearchOption.AllDirectories))
        {
            string link = folder[Path.GetRelativePath(tiny, path)];
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (!link.EndsWith(lora, StringComparison.Ordinal))
                File.CreateSymbolicLink(link, path);
        }

        using (var file = SafetensorsFile.Open(Path.Combine(tiny, lora)))
        {
            var tensors = file.Names.ToDictionary(name => name, file.Read);
            tensors[$"{stem}.lora_down.weight"] = torch.zeros(3, 5);
            tensors.Remove("lora_unet_mid_block_attentions_0_proj_out.lora_up.weight");
            tensors["lora_unet_stranger.lora_down.weight"] = torch.zeros(1, 2);
            SafetensorsWriter.Write(folder[lora], tensors);
        }

        var run = await CliProcess.RunAsync("models", "verify", folder[""]);
        Assert.Equal(3, run.ExitCode);
        Assert.All(
            [
                "missing: lcm lora_unet_mid_block_attentions_0_proj_out.lora_up.weight",
                "surplus: lcm lora_unet_stranger.lora_down.weight",
                $"mis-shaped: lcm {stem}.lora_down.weight [3, 5] for weights of [",
            ],
            line => Assert.Contains(line, run.Output, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_tiny_checkpoint_is_whole()
    {
        var run = await CliProcess.RunAsync(
            "models",
            "verify",
            SharedData.Require("goldens/lightningdrag/tiny-checkpoint")
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("is whole.", run.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_lacks_its_file_tells_what_to_do()
    {
        using var folder = new TemporaryFolder();
        string shipped = Path.Combine(SharedData.Repository, "models", "compact", "motion-denoiser.safetensors");
        Directory.CreateDirectory(folder["half"]);
        File.Copy(shipped, Path.Combine(folder["half"], "motion-denoiser.safetensors"));
        (await CliProcess.RunAsync("models", "verify", folder["half"])).AssertFails(
            4,
            "appearance-encoder.safetensors"
        );
    }
}
