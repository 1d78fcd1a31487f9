using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Tests.Weights;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Vae;

public class TinyAutoencoderTests
{
    [Fact]
    public void The_tensors_are_those_of_the_published_layout()
    {
        using var network = new TinyAutoencoder(Placement.Default, new TinyVaeConfig());
        var state = network.state_dict();
        // Counted in the published layout: 1 + 3 + 10 blocks and convolutions, with biases but on those that change the
        // resolution.
        Assert.Equal(
            (10 * 6) + 2 + 3 + 2,
            state.Keys.Count(name => name.StartsWith("encoder.", StringComparison.Ordinal))
        );
        Assert.Equal(
            (10 * 6) + 2 + 3 + 2,
            state.Keys.Count(name => name.StartsWith("decoder.", StringComparison.Ordinal))
        );
        Assert.Equal([64, 3, 3, 3], state["encoder.layers.0.weight"].shape);
        Assert.Equal([64, 64, 3, 3], state["encoder.layers.1.conv.4.weight"].shape);
        Assert.Equal([4, 64, 3, 3], state["encoder.layers.14.weight"].shape);
        Assert.Equal([64, 4, 3, 3], state["decoder.layers.0.weight"].shape);
        Assert.Equal([64], state["decoder.layers.2.conv.0.bias"].shape);
        Assert.Equal([64, 64, 3, 3], state["decoder.layers.6.weight"].shape);
        Assert.Equal([3, 64, 3, 3], state["decoder.layers.18.weight"].shape);
        Assert.All(
            new[]
            {
                "encoder.layers.2.bias",
                "encoder.layers.6.bias",
                "decoder.layers.6.bias",
                "decoder.layers.16.bias",
            },
            name => Assert.DoesNotContain(name, state.Keys)
        );
    }

    /// <summary>
    /// Against the definition written out with plain functions over the state dictionary: float32 roundings only.
    /// </summary>
    [Fact]
    public void Encoding_and_decoding_follow_the_definition()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var config = new TinyVaeConfig
        {
            Width = 8,
            EncoderBlocks = [1, 2],
            DecoderBlocks = [2, 1],
        };
        using var network = new TinyAutoencoder(Placement.Default, config);
        RandomWeights.Fill(network, seed: 1);
        var w = network.state_dict();
        Tensor Conv(Tensor x, string name, long stride = 1) =>
            nn.functional.conv2d(
                x,
                w[name + ".weight"],
                w.TryGetValue(name + ".bias", out Tensor? bias) ? bias : null,
                strides: [stride, stride],
                padding: [1, 1]
            );
        Tensor Block(Tensor x, string name) =>
            nn.functional.relu(
                x
                    + Conv(
                        nn.functional.relu(Conv(nn.functional.relu(Conv(x, $"{name}.conv.0")), $"{name}.conv.2")),
                        $"{name}.conv.4"
                    )
            );

        using var generator = new Generator(3);
        Tensor image = rand([2, 3, 16, 24], generator: generator) * 2 - 1;
        Tensor h = Block(Conv((image + 1) / 2, "encoder.layers.0"), "encoder.layers.1");
        h = Block(Block(Conv(h, "encoder.layers.2", stride: 2), "encoder.layers.3"), "encoder.layers.4");
        h = Conv(h, "encoder.layers.5");
        using LatentDistribution latents = network.Encode(image);
        Assert.InRange(TinyCheckpoint.Deviation(latents.Mean, h), 0, 1e-5);
        Assert.InRange(TinyCheckpoint.Deviation(latents.Sample(randn_like(h)), h), 0, 1e-5);

        Tensor d = nn.functional.relu(Conv(tanh(h * 5 / 3) * 3, "decoder.layers.0"));
        d = Block(Block(d, "decoder.layers.2"), "decoder.layers.3");
        d = Conv(d.repeat_interleave(2, 2).repeat_interleave(2, 3), "decoder.layers.5");
        d = Conv(Block(d, "decoder.layers.6"), "decoder.layers.7");
        Assert.InRange(TinyCheckpoint.Deviation(network.Decode(h * 5), (d * 2) - 1), 0, 1e-5);
    }

    [Fact]
    public void Both_published_layouts_load()
    {
        using var scope = NewDisposeScope();
        using var network = new TinyAutoencoder(Placement.Default, new TinyVaeConfig());
        RandomWeights.Fill(network, seed: 2);
        var state = network.state_dict();
        using TemporaryFolder whole = new(),
            halves = new(),
            nothing = new();
        SafetensorsWriter.Write(whole["diffusion_pytorch_model.safetensors"], state);
        SafetensorsWriter.Write(halves["taesd_encoder.safetensors"], Half("encoder.layers.", 0));
        SafetensorsWriter.Write(halves["taesd_decoder.safetensors"], Half("decoder.layers.", 1));

        foreach (string folder in new[] { whole.Path, halves.Path })
        {
            using TinyAutoencoder loaded = TinyAutoencoder.Load(Placement.Default, folder);
            foreach ((string name, Tensor values) in loaded.state_dict())
                TinyCheckpoint.Same(state[name], values);
        }

        var error = Assert.Throws<LightningDragException>(() => TinyAutoencoder.Load(Placement.Default, nothing.Path));
        Assert.Equal(ErrorCode.MissingWeights, error.Code);
        Assert.Contains("taesd_decoder.safetensors", error.Message, StringComparison.Ordinal);

        Dictionary<string, Tensor> Half(string prefix, int shift) =>
            state
                .Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(
                    s =>
                    {
                        string[] parts = s.Key[prefix.Length..].Split('.', 2);
                        return $"{int.Parse(parts[0]) + shift}.{parts[1]}";
                    },
                    s => s.Value
                );
    }

    [Fact]
    public void A_configuration_is_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["config.json"],
            """
            {"_class_name": "AutoencoderTiny", "encoder_block_out_channels": [16, 16],
             "decoder_block_out_channels": [16, 16],
             "num_encoder_blocks": [1, 2], "num_decoder_blocks": [2, 1], "latent_channels": 16, "scaling_factor": 0.5}
            """
        );
        var config = TinyVaeConfig.Read(folder["config.json"]);
        Assert.Equal((16, 16, 0.5, 2), (config.Width, config.LatentChannels, config.ScalingFactor, config.Downscale));
        File.WriteAllText(folder["config.json"], """{"encoder_block_out_channels": [16, 32, 16, 16]}""");
        Assert.Equal(
            ErrorCode.InvalidFile,
            Assert.Throws<LightningDragException>(() => TinyVaeConfig.Read(folder["config.json"])).Code
        );
    }
}
