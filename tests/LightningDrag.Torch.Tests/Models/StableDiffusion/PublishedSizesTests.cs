using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Checkpoint;
using LightningDrag.Models.StableDiffusion.Clip;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Models.StableDiffusion.Vae;
using LightningDrag.Models.StableDiffusion.Vision;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion;

/// <summary>
/// The networks at the published size, on the meta device: as many parameters as their authors publish, and the right
/// shapes out.
/// </summary>
public class PublishedSizesTests
{
    private static readonly Placement Nowhere = new(META, ScalarType.Float32);

    [Fact]
    public void The_autoencoder_has_the_published_size()
    {
        using var scope = NewDisposeScope();
        using var vae = new AutoencoderKL(Nowhere, new VaeConfig());
        Assert.Equal(83_653_863, Parameters(vae));
        long encoding = MultiplyAdds.Of(() =>
            Assert.Equal([1, 4, 64, 64], vae.Encode(zeros([1, 3, 512, 512], device: META)).Mean.shape)
        );
        long decoding = MultiplyAdds.Of(() =>
            Assert.Equal([1, 3, 512, 512], vae.Decode(zeros([1, 4, 64, 64], device: META)).shape)
        );
        Assert.InRange(encoding, 0.5e12, 0.6e12);
        Assert.InRange(decoding, 1.2e12, 1.3e12);
    }

    [Fact]
    public void The_tiny_autoencoder_has_the_published_size()
    {
        using var scope = NewDisposeScope();
        using var vae = new TinyAutoencoder(Nowhere, new TinyVaeConfig());
        Assert.Equal(2_445_063, Parameters(vae));
        Assert.Equal([1, 4, 64, 64], vae.Encode(zeros([1, 3, 512, 512], device: META)).Mean.shape);
        long decoding = MultiplyAdds.Of(() =>
            Assert.Equal([1, 3, 512, 512], vae.Decode(zeros([1, 4, 64, 64], device: META)).shape)
        );
        Assert.InRange(decoding, 0.05e12, 0.15e12);
    }

    [Theory]
    [InlineData(768, 3072, 12, 12, false, 123_060_480)] // ViT-L/14
    [InlineData(1280, 5120, 32, 20, true, 694_659_840)] // ViT-bigG/14, SDXL's second
    public void Text_encoders_have_the_published_size(
        int width,
        int inner,
        int layers,
        int heads,
        bool projects,
        long parameters
    )
    {
        using var scope = NewDisposeScope();
        using var encoder = new ClipTextEncoder(
            Nowhere,
            new ClipTextConfig
            {
                Width = width,
                InnerWidth = inner,
                Layers = layers,
                Heads = heads,
                Activation = projects ? ClipActivation.Gelu : ClipActivation.QuickGelu,
                ProjectionWidth = width,
                VocabularySize = 49408,
                Tokens = 77,
                HasProjection = projects,
            }
        );
        Assert.Equal(parameters, Parameters(encoder));
    }

    [Fact]
    public void The_image_encoder_has_the_published_size()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ClipVisionEncoder(Nowhere, PublishedSizes.Vision);
        Assert.Equal(632_076_800, Parameters(encoder));
        long embedding = MultiplyAdds.Of(() =>
            Assert.Equal([1, 1024], encoder.Embed(zeros([1, 3, 224, 224], device: META)).shape)
        );
        Assert.InRange(embedding, 0.16e12, 0.17e12);
        using var projection = new ImageProjection(Nowhere, 1024, 4, 768);
        Assert.Equal([1, 4, 768], projection.forward(zeros([1, 1024], device: META)).shape);
    }

    private static long Parameters(nn.Module network) => network.parameters().Sum(p => p.numel());
}
