using LightningDrag.TestSupport;
using LightningDrag.Weights;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

public class AppearanceEncoderTests
{
    [Fact]
    public void Every_tap_equals_the_packaged_networks()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var encoder = CompactGolden.Encoder();
        using var golden = SafetensorsFile.Open(SharedData.Require("data/backbone/golden.safetensors"));
        var features = encoder.Encode(golden.Read("input"));
        // Summation order differs between builds of the convolution: a few float32 roundings of activations below 6.
        Assert.InRange(CompactGolden.RelativeError(features.Stride4, golden.Read("tap_s4")), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(features.Stride8, golden.Read("tap_s8")), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(features.Stride16, golden.Read("tap_s16")), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(features.Stride32, golden.Read("tap_s32")), 0, 1e-4);
    }

    [Fact]
    public void The_prototypes_image_gives_the_prototypes_features()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var encoder = CompactGolden.Encoder();
        using var golden = new CompactGolden();
        var features = encoder.Encode(golden["image_rgb"].permute(2, 0, 1).unsqueeze(0));
        Assert.InRange(CompactGolden.RelativeError(features.Stride4, golden["features_s4"]), 0, 1e-4);
        Assert.InRange(CompactGolden.RelativeError(features.Stride32, golden["features_s32"]), 0, 1e-4);
    }
}
