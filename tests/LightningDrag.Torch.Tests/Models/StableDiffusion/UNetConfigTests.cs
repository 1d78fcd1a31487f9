using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.UNet;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

public sealed class UNetConfigTests : IDisposable
{
    private const string Inpainting = """
        {"in_channels": 9, "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 768,
         "attention_head_dim": 8,
         "unknown": {"key": []}}
        """;

    /// <summary>The settings of SDXL's base network.</summary>
    private const string Larger = """
        {"block_out_channels": [320, 640, 1280],
         "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
         "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], "attention_head_dim": [5, 10, 20],
         "transformer_layers_per_block": [1, 2, 10], "cross_attention_dim": 2048, "use_linear_projection": true,
         "norm_num_groups": 32,
         "addition_embed_type": "text_time", "addition_time_embed_dim": 256,
         "projection_class_embeddings_input_dim": 2816}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("lightningdrag-unet-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Their parameters are counted publicly; the networks here are shapes without memory.</summary>
    [Theory]
    [InlineData(Inpainting, 859_535_364, 16)]
    [InlineData(Larger, 2_567_463_684, 70)]
    public void Published_backbones_have_their_known_size(string json, long parameters, int transformerBlocks)
    {
        using var unet = new DenoisingUNet(new Placement(META, ScalarType.Float32), Read(json));
        Assert.Equal(parameters, unet.parameters().Sum(p => p.numel()));
        Assert.Equal(transformerBlocks, unet.Sites.Count);
    }

    [Fact]
    public void The_larger_backbone_runs_at_reduced_width()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var config = Read(Larger) with
        {
            Widths = [8, 16, 32],
            Heads = [1, 2, 4],
            Groups = 4,
            CrossAttentionWidth = 24,
            TimeIdWidth = 4,
            AddedWidth = 34,
            InChannels = 9,
        };
        using var unet = new DenoisingUNet(Placement.Default, config);
        RandomWeights(unet);
        var names = unet.state_dict().Keys;
        Assert.Contains("add_embedding.linear_1.weight", names);
        Assert.Contains("mid_block.attentions.0.transformer_blocks.9.attn2.to_out.0.bias", names);
        Assert.Contains("up_blocks.0.attentions.2.transformer_blocks.9.ff.net.2.weight", names);
        Assert.DoesNotContain(
            names,
            name =>
                name.StartsWith("down_blocks.0.attentions", StringComparison.Ordinal)
                || name.StartsWith("up_blocks.2.attentions", StringComparison.Ordinal)
        );
        Assert.Equal([16, 16], unet.state_dict()["down_blocks.1.attentions.0.proj_in.weight"].shape);

        var input = randn(2, 9, 8, 12);
        var memories = unet.RememberText(randn(1, 77, 24));
        var output = Run(sizes: 512);
        Assert.Equal([2, 4, 8, 12], output.shape);
        Assert.True(output.isfinite().all().item<bool>());
        Assert.True((output - Run(sizes: 1024)).abs().max().item<float>() > 1e-4f, "the picture's size should matter");
        Assert.Throws<InvalidOperationException>(() => unet.Forward(input, 5, memories));

        Tensor Run(float sizes) =>
            unet.Forward(
                input,
                5,
                memories,
                new AddedCondition(ones(1, 10), tensor(new[] { sizes, sizes, 0, 0, sizes, sizes }, [1, 6]))
            );
    }

    [Theory]
    [InlineData("""{"block_out_channels": [320, 641]}""", "block_out_channels")]
    [InlineData("""{"block_out_channels": [99999999]}""", "block_out_channels")]
    [InlineData("""{"attention_head_dim": [8, 8]}""", "attention_head_dim")]
    [InlineData("""{"attention_head_dim": 7}""", "attention_head_dim")]
    [InlineData("""{"down_block_types": ["AttnDownBlock2D"]}""", "down_block_types")]
    [InlineData("""{"class_embed_type": "timestep"}""", "class_embed_type")]
    [InlineData("""{"dual_cross_attention": true}""", "dual_cross_attention")]
    [InlineData("""{"layers_per_block": -1}""", "layers_per_block")]
    [InlineData("""{"mid_block_type": "UNetMidBlock2DSimpleCrossAttn"}""", "mid_block_type")]
    [InlineData("[]", "object")]
    public void Other_networks_are_refused_by_name(string json, string named)
    {
        var error = Assert.Throws<LightningDragException>(() => Read(json));
        Assert.Equal(ErrorCode.InvalidFile, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    private static void RandomWeights(nn.Module network)
    {
        manual_seed(3);
        foreach (var (name, values) in network.state_dict())
            values.normal_(
                values.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0,
                values.dim() > 1 ? 1 / Math.Sqrt(values[0].numel()) : 0.1
            );
    }

    private UNetConfig Read(string json)
    {
        string path = Path.Combine(folder, "config.json");
        File.WriteAllText(path, json);
        return UNetConfig.Read(path);
    }
}
