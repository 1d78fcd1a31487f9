using LightningDrag.Editing;
using LightningDrag.Models;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Tests.Weights;
using LightningDrag.TestSupport;
using LightningDrag.Tools.RandomCheckpoint;
using LightningDrag.Weights;
using LightningDrag.Weights.Hub;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Tools;

public sealed class RandomCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float32)]
    public async Task Every_part_fits_and_loads(ScalarType precision)
    {
        new CheckpointWriter(folder.Path, CheckpointSize.Tiny, precision, seed: 1).Write();
        var model = PublishedModel.Of(folder.Path)!;
        var result = await ModelCheck.RunAsync(folder.Path, TestContext.Current.CancellationToken);
        Assert.True(
            result.IsWhole,
            string.Join(
                "; ",
                result.Parts.Select(part =>
                    string.Join(", ", [part.Name, .. part.Missing, .. part.Surplus, .. part.MisShaped])
                )
            )
        );
        Assert.Equal(9, result.Parts.Count); // with the LoRA
        foreach (ModelPart part in new PublishedParts(model, folder.Path).All)
        {
            using nn.Module network = part.Create(Placement.Default);
            using IWeightSource weights = part.Open();
            WeightLoader.Load(network, weights);
            foreach ((string name, Tensor value) in network.state_dict())
            {
                Assert.True(value.isfinite().all().item<bool>(), name);
                Assert.True(value.count_nonzero().item<long>() > 0, name);
            }
        }
    }

    [Fact]
    public void Names_and_shapes_are_those_of_the_reference_s_own_checkpoint()
    {
        string reference = SharedData.Require("goldens/lightningdrag/tiny-checkpoint");
        new CheckpointWriter(folder.Path, CheckpointSize.Tiny, ScalarType.Float16, seed: 1).Write();
        string[] files =
        [
            "dreamshaper-8-inpainting/unet/diffusion_pytorch_model.safetensors",
            "lightning-drag-sd15/appearance_encoder/diffusion_pytorch_model.safetensors",
            "lightning-drag-sd15/lightning-drag-sd15-attn.bin",
            "lightning-drag-sd15/point_embedding/point_embedding.pt",
            "IP-Adapter/models/ip-adapter_sd15.safetensors",
            "IP-Adapter/models/image_encoder/model.safetensors",
        ];
        Assert.All(files, file => Assert.Equal(Shapes(Path.Combine(reference, file)), Shapes(folder[file])));
        const string lora = "lcm-lora-sdv1-5/pytorch_lora_weights.safetensors";
        Assert.Equal(
            Shapes(Path.Combine(reference, lora)).Select(shape => shape.Split(' ')[0]),
            Shapes(folder[lora]).Select(shape => shape.Split(' ')[0])
        ); // another rank
    }

    [Fact]
    public void The_same_seed_gives_the_same_files()
    {
        new CheckpointWriter(folder["a"], CheckpointSize.Tiny, ScalarType.Float16, seed: 5).Write();
        new CheckpointWriter(folder["b"], CheckpointSize.Tiny, ScalarType.Float16, seed: 5).Write();
        new CheckpointWriter(folder["c"], CheckpointSize.Tiny, ScalarType.Float16, seed: 6).Write();
        const string file = "sd-vae-ft-mse/diffusion_pytorch_model.safetensors";
        Assert.Equal(File.ReadAllBytes(folder[$"a/{file}"]), File.ReadAllBytes(folder[$"b/{file}"]));
        Assert.NotEqual(File.ReadAllBytes(folder[$"a/{file}"]), File.ReadAllBytes(folder[$"c/{file}"]));
    }

    private static string[] Shapes(string path)
    {
        using IWeightSource file = WeightSource.Open(path);
        return
        [
            .. file
                .Names.Select(name => $"{name} {SafetensorsFormat.Describe(file.Info(name).Shape)}")
                .Order(StringComparer.Ordinal),
        ];
    }
}
