using LightningDrag.Imaging;
using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Models.StableDiffusion.Vision;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Vision;

public class ClipVisionEncoderTests
{
    private const string Adapter = "IP-Adapter/models/ip-adapter_sd15";

    [Theory]
    [InlineData("portrait", "components/clip-source-portrait.png", "model.safetensors")]
    [InlineData("landscape", "e2e/source-128x192.png", "model.safetensors")]
    [InlineData("landscape", "e2e/source-128x192.png", "pytorch_model.bin")]
    public void A_picture_becomes_the_references_tokens(string name, string picture, string file)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using ClipVisionEncoder encoder = Load(file);
        using ImageProjection projection = LoadProjection("safetensors");
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/clip-image");
        void Equal(string part, Tensor actual) =>
            Assert.InRange(
                TinyCheckpoint.Deviation(actual, golden.Read($"{name}.{part}")),
                0,
                TinyCheckpoint.Tolerance
            );

        Tensor pixels = ClipPicture.ToTensor(ImageReader.Read(TinyCheckpoint.GoldenFile(picture)));
        Equal("last_hidden_first8", encoder.LastHidden(pixels).narrow(1, 0, 8));
        Tensor embedding = encoder.Embed(pixels);
        Equal("image_embeds", embedding);
        Equal("image_tokens", projection.forward(embedding));
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("bin")]
    public void No_embedding_still_gives_tokens(string kind)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using ImageProjection projection = LoadProjection(kind);
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/clip-image");
        Tensor tokens = projection.forward(zeros(1, golden.Read("portrait.image_embeds").shape[1]));
        Assert.InRange(TinyCheckpoint.Deviation(tokens, golden.Read("zero.image_tokens")), 0, TinyCheckpoint.Tolerance);
    }

    private static ClipVisionEncoder Load(string file)
    {
        const string folder = "IP-Adapter/models/image_encoder";
        var encoder = new ClipVisionEncoder(
            Placement.Default,
            ClipVisionConfig.Read(TinyCheckpoint.File($"{folder}/config.json"))
        );
        using IWeightSource weights = WeightSource.Open(TinyCheckpoint.File($"{folder}/{file}")).WithoutPositionIds();
        WeightLoader.Load(encoder, weights);
        return encoder;
    }

    private static ImageProjection LoadProjection(string kind)
    {
        using IWeightSource weights = WeightSource.Open(TinyCheckpoint.File($"{Adapter}.{kind}")).Under("image_proj.");
        return ImageProjection.Load(Placement.Default, weights);
    }
}
