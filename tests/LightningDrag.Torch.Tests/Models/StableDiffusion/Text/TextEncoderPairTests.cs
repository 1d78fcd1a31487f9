using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.UNet;
using LightningDrag.Tests.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Text;

public class TextEncoderPairTests
{
    private const string First = """
        {"architectures": ["CLIPTextModel"], "hidden_act": "quick_gelu", "hidden_size": 16, "intermediate_size": 32,
         "num_hidden_layers": 3,
         "num_attention_heads": 2, "vocab_size": 1014, "max_position_embeddings": 77, "projection_dim": 16,
         "eos_token_id": 2}
        """;

    private const string Second = """
        {"architectures": ["CLIPTextModelWithProjection"],
         "hidden_act": "gelu", "hidden_size": 24, "intermediate_size": 48,
         "num_hidden_layers": 4,
         "num_attention_heads": 3, "vocab_size": 1014, "max_position_embeddings": 77, "projection_dim": 20,
         "eos_token_id": 1013}
        """;

    [Fact]
    public void Both_encoders_condition_a_network_of_the_larger_kind()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        ClipTextEncoder first = Encoder(First, 1),
            second = Encoder(Second, 2);
        Assert.DoesNotContain("text_projection.weight", first.state_dict().Keys);
        Assert.Equal([20, 24], second.state_dict()["text_projection.weight"].shape);
        using var pair = new TextEncoderPair(first, second);
        Tensor ids = tensor(new long[] { 1012, 320, 816, 1013, 1013 }, [1, 5]),
            padded = tensor(new long[] { 1012, 320, 816, 1013, 0 }, [1, 5]);
        var (tokens, pooled) = pair.Encode(ids, padded);
        Assert.Equal([1, 5, 16 + 24], tokens.shape);
        Assert.Equal([1, 20], pooled.shape);
        using TextEncoding one = first.Encode(ids),
            two = second.Encode(padded);
        TinyCheckpoint.Same(cat([one.Hidden[2], two.Hidden[3]], 2), tokens);
        TinyCheckpoint.Same(
            nn.functional.linear(two.Last[TensorIndex.Colon, 3], second.state_dict()["text_projection.weight"]),
            pooled
        );

        AddedCondition added = TextEncoderPair.Condition(pooled, 512, 768);
        TinyCheckpoint.Same(tensor(new float[] { 512, 768, 0, 0, 512, 768 }, [1, 6]), added.TimeIds);
        using var network = new DenoisingUNet(Placement.Default, Backbone(timeIds: 8));
        RandomWeights.Fill(network, 3);
        Tensor output = network.Forward(randn(1, 4, 16, 8), 500, network.RememberText(tokens), added);
        Assert.Equal([1, 4, 16, 8], output.shape);
        Assert.True(output.isfinite().all().item<bool>());
    }

    /// <summary>
    /// SDXL-base's settings at a fraction of its widths: depths 0/2/10 become 0/1/2, and the levels with transformers
    /// are its own.
    /// </summary>
    private static UNetConfig Backbone(int timeIds) =>
        new()
        {
            Widths = [8, 16, 32],
            Depths = [0, 1, 2],
            Heads = [1, 2, 4],
            CrossAttentionWidth = 16 + 24,
            Groups = 4,
            UsesLinearProjection = true,
            TimeIdWidth = timeIds,
            AddedWidth = 20 + (6 * timeIds),
        };

    private static ClipTextEncoder Encoder(string config, long seed)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], config);
        var encoder = new ClipTextEncoder(Placement.Default, ClipTextConfig.Read(folder["config.json"]));
        RandomWeights.Fill(encoder, seed);
        return encoder;
    }
}
