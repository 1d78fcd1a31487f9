using LightningDrag.TestSupport;
using LightningDrag.Weights;
using LightningDrag.Weights.TorchArchives;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Weights.TorchArchives;

/// <summary>Archives that PyTorch itself wrote.</summary>
public class TorchArchiveTests
{
    private const string Checkpoint = "goldens/lightningdrag/tiny-checkpoint/";

    /// <summary>
    /// Parts that the tiny checkpoint has in both kinds, written from the same values: those of the .bin are half
    /// precision.
    /// </summary>
    [Theory]
    [InlineData("sd-vae-ft-mse/diffusion_pytorch_model", "sd-vae-ft-mse/diffusion_pytorch_model", 0)]
    [InlineData("IP-Adapter/models/ip-adapter_sd15", "IP-Adapter/models/ip-adapter_sd15", 0)]
    [InlineData(
        "dreamshaper-8-inpainting/text_encoder/pytorch_model",
        "dreamshaper-8-inpainting/text_encoder/model",
        1
    )]
    [InlineData("IP-Adapter/models/image_encoder/pytorch_model", "IP-Adapter/models/image_encoder/model", 1)]
    public void Both_kinds_of_a_part_hold_the_same_values(string archive, string safetensors, int positionIds)
    {
        using IWeightSource one = WeightSource.Open(SharedData.Require($"{Checkpoint}{archive}.bin"));
        using IWeightSource other = WeightSource.Open(SharedData.Require($"{Checkpoint}{safetensors}.safetensors"));
        Assert.IsType<TorchArchive>(one);
        Assert.IsType<SafetensorsWeights>(other);
        string[] surplus = [.. one.Names.Except(other.Names)];
        Assert.Equal(positionIds, surplus.Length);
        Assert.All(surplus, name => Assert.EndsWith(".embeddings.position_ids", name, StringComparison.Ordinal));
        Assert.All(surplus, name => Assert.Equal(ElementType.Int64, one.Info(name).Type));
        foreach (string name in other.Names)
        {
            using Tensor left = one.Read(name),
                right = other.Read(name);
            Assert.Equal(one.Info(name).Shape, left.shape);
            Assert.Equal(ScalarType.Float16, left.dtype);
            Assert.Equal(right.shape, left.shape);
            Assert.True(left.to(float32).eq(right.to(float32)).all().item<bool>(), name);
        }
    }

    [Fact]
    public void A_state_dictionary_with_metadata_is_read()
    {
        using TorchArchive file = TorchArchive.Open(
            SharedData.Require(Checkpoint + "lightning-drag-sd15/point_embedding/point_embedding.pt")
        );
        Assert.Equal(13, file.Names.Count());
        Assert.Equal("conv_in.weight", file.Names.First());
        Assert.Equal([128L, 128, 3, 3], file.Info("downsample_blocks_unet.2.conv2.weight").Shape);
        Assert.All(file.Names, name => Assert.True(file.Read(name).isfinite().all().item<bool>()));
    }

    [Fact]
    public void The_attention_file_has_the_even_processors_in_single_precision()
    {
        using IWeightSource file = WeightSource.Open(
            SharedData.Require(Checkpoint + "lightning-drag-sd15/lightning-drag-sd15-attn.bin")
        );
        Assert.Equal(
            Enumerable
                .Range(0, 16)
                .SelectMany(i => new[] { $"{2 * i}.norm.bias", $"{2 * i}.norm.weight", $"{2 * i}.proj.weight" })
                .Order(),
            file.Names.Order()
        );
        Assert.All(file.Names, name => Assert.Equal(ElementType.Float32, file.Info(name).Type));
    }
}
