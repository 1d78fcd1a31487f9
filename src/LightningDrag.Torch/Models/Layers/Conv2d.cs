using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>Square convolution with zero padding. // [N, inputs, H, W] → [N, outputs, H′, W′]</summary>
internal sealed class Conv2d : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] strides;
    private readonly long[] paddings;

    public Conv2d(Placement placement, long inputs, long outputs, int kernel, int stride = 1, int padding = 0, bool bias = true)
        : base(nameof(Conv2d))
    {
        (strides, paddings) = ([stride, stride], [padding, padding]);
        weight = placement.Parameter(outputs, inputs, kernel, kernel);
        if (bias) this.bias = placement.Parameter(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var output = weight.device_type == DeviceType.META ? OnMeta(input) : nn.functional.conv2d(input, weight, bias, strides, paddings);
        MultiplyAdds.AddLayer(weight, output);
        return output;
    }

    /// <summary>The output without its values: libtorch alone, without Python, does not know convolutions on the meta device.</summary>
    private Tensor OnMeta(Tensor input)
    {
        long Side(int axis) => ((input.shape[axis] + (2 * paddings[axis - 2]) - weight.shape[axis]) / strides[axis - 2]) + 1;
        return input.new_empty([input.shape[0], weight.shape[0], Side(2), Side(3)]);
    }
}
