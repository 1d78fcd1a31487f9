using LightningDrag.Models.Layers;
using LightningDrag.Models.StableDiffusion.Text;
using LightningDrag.Weights;
using LightningDrag.Weights.Views;
using static TorchSharp.torch;

namespace LightningDrag.Tests.Models.StableDiffusion.Text;

public class ClipTextEncoderTests
{
    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void Every_layer_equals_the_references(string file)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using ClipTextEncoder encoder = Load(file);
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/text");
        using TextEncoding empty = encoder.Encode(golden.Read("empty.ids"));
        for (int layer = 0; layer < empty.Hidden.Count; layer++)
        {
            Assert.InRange(
                TinyCheckpoint.Deviation(empty.Hidden[layer], golden.Read($"empty.hidden.{layer}")),
                0,
                TinyCheckpoint.Tolerance
            );
        }

        Assert.False(golden.Contains($"empty.hidden.{empty.Hidden.Count}"));
        Assert.InRange(
            TinyCheckpoint.Deviation(empty.Last, golden.Read("empty.last_hidden_state")),
            0,
            TinyCheckpoint.Tolerance
        );
        using TextEncoding cat = encoder.Encode(golden.Read("cat.ids"));
        Assert.InRange(
            TinyCheckpoint.Deviation(cat.Last, golden.Read("cat.last_hidden_state")),
            0,
            TinyCheckpoint.Tolerance
        );
    }

    [Fact]
    public void The_pooled_output_is_that_of_the_first_end_token()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using ClipTextEncoder encoder = Load("model.safetensors");
        using SafetensorsFile golden = TinyCheckpoint.Golden("components/text");
        Tensor ids = cat([golden.Read("empty.ids"), golden.Read("cat.ids")], 0);
        using TextEncoding both = encoder.Encode(ids);
        long end = ids[0, 1].item<long>();
        long catEnd = Enumerable.Range(0, 77).First(i => ids[1, i].item<long>() == end);
        TinyCheckpoint.Same(both.Last[0, 1], both.Pooled[0]);
        TinyCheckpoint.Same(both.Last[1, catEnd], both.Pooled[1]);
    }

    private static ClipTextEncoder Load(string file)
    {
        const string folder = "dreamshaper-8-inpainting/text_encoder";
        var encoder = new ClipTextEncoder(
            Placement.Default,
            ClipTextConfig.Read(TinyCheckpoint.File($"{folder}/config.json"))
        );
        using IWeightSource weights = WeightSource.Open(TinyCheckpoint.File($"{folder}/{file}")).WithoutPositionIds();
        WeightLoader.Load(encoder, weights);
        return encoder;
    }
}
