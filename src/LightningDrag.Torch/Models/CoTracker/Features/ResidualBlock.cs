using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = LightningDrag.Models.Layers.Conv2d;

namespace LightningDrag.Models.CoTracker.Features;

/// <summary>
/// relu(shortcut(x) + relu(n(c₂(relu(n(c₁(x))))))) with n the instance norm; the shortcut of a block that halves the
/// size is a normalised 1×1 convolution. // [n, inputs, h, w] → [n, outputs, h/stride, w/stride]
/// </summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly ModuleList<Conv2d>? downsample;

    public ResidualBlock(Placement placement, int inputs, int outputs, int stride)
        : base(nameof(ResidualBlock))
    {
        conv1 = new Conv2d(placement, inputs, outputs, kernel: 3, stride, padding: 1);
        conv2 = new Conv2d(placement, outputs, outputs, kernel: 3, padding: 1);
        if (stride > 1)
            downsample = new ModuleList<Conv2d>(new Conv2d(placement, inputs, outputs, kernel: 1, stride));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor h = conv1
            .forward(x)
            .Then(FeatureEncoder.NormalisedRelu)
            .Then(conv2.forward)
            .Then(FeatureEncoder.NormalisedRelu);
        return h.add_(downsample is null ? x : downsample[0].forward(x).Then(FeatureEncoder.Normalised))
            .relu_()
            .MoveToOuterDisposeScope();
    }
}
