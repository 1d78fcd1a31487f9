using LightningDrag.Models.Compact;
using LightningDrag.Runtime;
using LightningDrag.TestSupport;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Weights;

namespace LightningDrag.Evaluation.Tests.Metrics;

/// <summary>The encoder that ships, by whose features pictures are compared.</summary>
internal static class TestEncoder
{
    public static AppearanceEncoder Load()
    {
        TorchRuntime.EnsureLoaded();
        var encoder = new AppearanceEncoder();
        WeightLoader.Load(encoder, Path.Combine(SharedData.Repository, "models", "compact", CompactModel.EncoderFile));
        encoder.eval();
        return encoder;
    }
}
