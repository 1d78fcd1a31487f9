using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Models.CoTracker.Features;

/// <summary>
/// Features of frames (CoTracker, section 3.2): residual levels at strides 2 to 16, brought to stride 4 and mixed. Each
/// frame by itself, since the instance norms know no other. // [n, 3, H, W] on −1…1 → [n, L, ⌊H/4⌋, ⌊W/4⌋]
/// </summary>
internal sealed class FeatureEncoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly ModuleList<ResidualBlock> layer1;
    private readonly ModuleList<ResidualBlock> layer2;
    private readonly ModuleList<ResidualBlock> layer3;
    private readonly ModuleList<ResidualBlock> layer4;
    private readonly Conv2d conv2;
    private readonly Conv2d conv3;

    public FeatureEncoder(Placement placement, int width)
        : base(nameof(FeatureEncoder))
    {
        int narrow = width / 2,
            middle = width / 4 * 3;
        conv1 = new Conv2d(placement, inputs: 3, narrow, kernel: 7, stride: 2, padding: 3);
        layer1 = Level(placement, narrow, narrow, stride: 1);
        layer2 = Level(placement, narrow, middle, stride: 2);
        layer3 = Level(placement, middle, width, stride: 2);
        layer4 = Level(placement, width, width, stride: 2);
        conv2 = new Conv2d(placement, narrow + middle + width + width, 2 * width, kernel: 3, padding: 1);
        conv3 = new Conv2d(placement, 2 * width, width, kernel: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor frames)
    {
        using var scope = NewDisposeScope();
        long[] size = [frames.shape[2] / CoTrackerConfig.Stride, frames.shape[3] / CoTrackerConfig.Stride];
        Tensor[] levels =
        [
            .. Levels(frames)[1..]
                .Select(level =>
                    level.Then(l =>
                        nn.functional.interpolate(l, size, mode: InterpolationMode.Bilinear, align_corners: true)
                    )
                ),
        ];
        Tensor joined = cat(levels, 1); // [n, 3.25·L, ⌊H/4⌋, ⌊W/4⌋]
        foreach (Tensor level in levels)
            level.Dispose();
        return joined.Then(conv2.forward).Then(NormalisedRelu).Then(conv3.forward).MoveToOuterDisposeScope();
    }

    /// <summary>The output of the stem (stride 2) and of the four levels (strides 2, 4, 8, 16).</summary>
    internal Tensor[] Levels(Tensor frames)
    {
        var outputs = new List<Tensor> { conv1.forward(frames).Then(NormalisedRelu) };
        foreach (var level in new[] { layer1, layer2, layer3, layer4 })
            outputs.Add(level[0].forward(outputs[^1]).Then(level[1].forward));
        return [.. outputs];
    }

    /// <summary>Instance normalisation (Ulyanov et al. 2016) without weights, then relu.</summary>
    internal static Tensor NormalisedRelu(Tensor x) => Normalised(x).relu_();

    internal static Tensor Normalised(Tensor x) => nn.functional.instance_norm(x, eps: 1e-5);

    private static ModuleList<ResidualBlock> Level(Placement placement, int inputs, int outputs, int stride) =>
        new(
            new ResidualBlock(placement, inputs, outputs, stride),
            new ResidualBlock(placement, outputs, outputs, stride: 1)
        );
}
