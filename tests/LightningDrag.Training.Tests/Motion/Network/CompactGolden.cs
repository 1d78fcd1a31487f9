using LightningDrag.Geometry;
using LightningDrag.TestSupport;
using LightningDrag.Training.Motion.Network;
using LightningDrag.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace LightningDrag.Training.Tests.Motion.Network;

/// <summary>The prototype's tensors of one edit at the shipped geometry, and its weights.</summary>
internal sealed class CompactGolden : IDisposable
{
    private readonly SafetensorsFile file = SafetensorsFile.Open(
        SharedData.Require("goldens/compact/edit.safetensors")
    );

    /// <summary>A tensor of the file in float32.</summary>
    public Tensor this[string name] => file.Read(name).to(float32);

    public static AppearanceEncoder Encoder()
    {
        var encoder = new AppearanceEncoder();
        WeightLoader.Load(encoder, SharedData.Require("data/backbone/efficientnet_lite0_folded.safetensors"));
        encoder.eval();
        return encoder;
    }

    /// <summary>
    /// The prototype's weights; it had neither handle matching, which starts out as the closed-form field, nor a
    /// landing head, scopes or transformer blocks, which start out as nothing.
    /// </summary>
    public static MotionDenoiser Denoiser()
    {
        var denoiser = new MotionDenoiser();
        var state = denoiser.state_dict();
        using var weights = SafetensorsFile.Open(SharedData.Require("goldens/compact/motion_net.fp16.safetensors"));
        Assert.All(state.Keys.Except(weights.Names), name => Assert.Matches("^(match|land|scope|mb|fb)\\.", name));
        using var _ = no_grad();
        foreach (string name in weights.Names)
            state[name].copy_(weights.Read(name));
        denoiser.eval();
        return denoiser;
    }

    public PointPair[] Points()
    {
        float[] handles = [.. this["handles"].data<float>()],
            targets = [.. this["targets"].data<float>()];
        return
        [
            .. Enumerable
                .Range(0, handles.Length / 2)
                .Select(i => new PointPair(
                    new PixelPoint(handles[2 * i], handles[(2 * i) + 1]),
                    new PixelPoint(targets[2 * i], targets[(2 * i) + 1])
                )),
        ];
    }

    /// <summary>What a network says of the prototype's edit, from pure noise.</summary>
    public DenoiserOutput FirstStep(MotionDenoiser denoiser, Tensor? scope = null)
    {
        using var handles = HandleSet.Create([Points()]);
        return denoiser.Forward(
            this["noise"],
            this["fields"].unsqueeze(0),
            Features(),
            tensor([999f]),
            this["L"].view(1),
            handles,
            scope
        );
    }

    public AppearanceFeatures Features() =>
        new(this["features_s4"], this["features_s8"], this["features_s16"], this["features_s32"]);

    /// <summary>Largest difference relative to the expected tensor's standard deviation.</summary>
    public static double RelativeError(Tensor actual, Tensor expected)
    {
        Assert.Equal(expected.shape, actual.shape);
        return ((actual - expected).abs().max() / expected.std()).ToDouble();
    }

    public void Dispose() => file.Dispose();
}
