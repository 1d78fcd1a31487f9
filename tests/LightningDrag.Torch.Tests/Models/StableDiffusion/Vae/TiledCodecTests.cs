using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Vae;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Vae;

public class TiledCodecTests
{
    private static readonly TileOptions Small = new()
    {
        Threshold = 64 * 64,
        Side = 64,
        Overlap = 32,
    };

    /// <summary>
    /// Without normalisation and attention over the whole, tiles differ only near their inner borders, and there the
    /// blend gives them no weight to speak of.
    /// </summary>
    [Fact]
    public void Tiles_of_a_convolutional_network_make_the_whole()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var network = new TinyAutoencoder(
            Placement.Default,
            new TinyVaeConfig
            {
                Width = 8,
                EncoderBlocks = [1, 1, 1, 1],
                DecoderBlocks = [1, 1, 1, 1],
            }
        );
        RandomWeights.Fill(network, seed: 1);
        using var tiled = new TiledCodec(
            network,
            new TileOptions
            {
                Threshold = 64 * 64,
                Side = 256,
                Overlap = 128,
            }
        );
        Tensor image = Waves(384, 640);
        using LatentDistribution latents = network.Encode(image),
            tiles = tiled.Encode(image);
        // Far from the inner borders of tiles nothing is different but the order of sums; at them the zero padding of
        // convolutions reaches in.
        Tensor whole = network.Decode(latents.Mean),
            parts = tiled.Decode(latents.Mean);
        Assert.InRange(
            TinyCheckpoint.Deviation(parts.narrow(3, 0, 40).narrow(2, 0, 40), whole.narrow(3, 0, 40).narrow(2, 0, 40)),
            0,
            1e-5
        );
        Assert.InRange(((parts - whole).abs().mean() / whole.std()).ToDouble(), 0, 0.02);
        Assert.InRange(((tiles.Mean - latents.Mean).abs().mean() / latents.Mean.std()).ToDouble(), 0, 0.02);
    }

    [Theory]
    [InlineData(128, 192)]
    [InlineData(64, 200)] // one row of tiles
    public void Tiles_of_the_large_autoencoder_come_close_to_the_whole(long height, long width)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        AutoencoderKL vae = AutoencoderKLTests.Load("sd-vae-ft-mse", "safetensors");
        using var tiled = new TiledCodec(vae, Small);
        Tensor image = Waves(height, width);
        using LatentDistribution whole = vae.Encode(image),
            tiles = tiled.Encode(image);
        Assert.Equal(whole.Mean.shape, tiles.Mean.shape);
        double mean = ((tiles.Mean - whole.Mean).abs().mean() / whole.Mean.std()).ToDouble();
        Tensor decoded = vae.Decode(whole.Mean);
        double picture = ((tiled.Decode(whole.Mean) - decoded).abs().mean() / decoded.std()).ToDouble();
        // Measured 0.36 and 0.25. Tiles of 8 × 8 latents under random weights are the worst case: their statistics and
        // attention are those of a part of the picture. Two unrelated pictures differ by more than 1.
        Assert.InRange(mean, 0, 0.5);
        Assert.InRange(picture, 0, 0.5);
    }

    [Fact]
    public void Small_pictures_stay_in_one_piece()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        AutoencoderKL vae = AutoencoderKLTests.Load("sd-vae-ft-mse", "safetensors");
        using var tiled = new TiledCodec(vae, Small);
        Tensor image = Waves(64, 64);
        using LatentDistribution whole = vae.Encode(image),
            tiles = tiled.Encode(image);
        TinyCheckpoint.Same(whole.Mean, tiles.Mean);
        TinyCheckpoint.Same(whole.LogVariance!, tiles.LogVariance!);
        TinyCheckpoint.Same(vae.Decode(whole.Mean), tiled.Decode(whole.Mean));
    }

    /// <summary>A picture with structure everywhere. // [1, 3, height, width]</summary>
    private static Tensor Waves(long height, long width)
    {
        Tensor y = arange(height, float32).unsqueeze(1),
            x = arange(width, float32);
        return stack([(x * 0.11 + y * 0.05).sin(), (x * 0.03 - y * 0.17).cos(), (x * y * 0.001).sin()], 0).unsqueeze(0);
    }
}
