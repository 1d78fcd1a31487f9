using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>
/// Square convolution with zero padding, the project's only one, because it knows where libtorch's is wrong. On the
/// processor its weights lie channels-last, [C′, k, k, C / groups] in memory, and libtorch then reads and writes
/// feature maps channels-last, too. // [N, inputs, H, W] → [N, outputs, H′, W′]
/// </summary>
/// <remarks>
/// In the plain layout oneDNN copies weights into blocks of 8 or 16 input channels and, on some processors, leaves the
/// rest of a block that is not full unwritten. What happens to lie there is multiplied by zeros, which is harmless
/// until it is NaN. Channels-last weights are not copied that way, and depthwise convolutions, forward and backward,
/// are several times as fast.
/// </remarks>
internal sealed class Conv2d : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly long[] strides;
    private readonly long[] paddings;
    private readonly long groups;

    public Conv2d(
        Placement placement,
        long inputs,
        long outputs,
        int kernel,
        int stride = 1,
        int padding = 0,
        bool bias = true,
        long groups = 1
    )
        : base(nameof(Conv2d))
    {
        (strides, paddings, this.groups) = ([stride, stride], [padding, padding], groups);
        weight = placement.Kernel(outputs, inputs / groups, kernel);
        if (bias)
            this.bias = placement.Parameter(outputs);
        RegisterComponents();
    }

    /// <summary>// [outputs, inputs / groups, k, k]</summary>
    public Parameter Weight => weight;

    /// <summary>// [outputs]</summary>
    public Parameter? Bias => bias;

    /// <summary>
    /// Without AMX, what the way back of oneDNN in bfloat16 gives strided depthwise convolutions is zero but for one
    /// tap, and takes up to thirty times as long; of an odd number of channels it reads one more, from whatever lies
    /// behind.
    /// </summary>
    private bool IsHalfGradientWrong =>
        weight.dtype == ScalarType.BFloat16
        && weight.device_type == DeviceType.CPU
        && (groups > 1 ? strides[0] > 1 : weight.shape[0] % 2 > 0);

    /// <summary>
    /// A layer in single precision that can be trained, with PyTorch's initial values: uniform within ±1/√(inputs of
    /// one output).
    /// </summary>
    public static Conv2d Trainable(
        long inputs,
        long outputs,
        int kernel,
        int stride = 1,
        int padding = 0,
        long groups = 1
    )
    {
        var layer = new Conv2d(Placement.Default, inputs, outputs, kernel, stride, padding, groups: groups);
        using var _ = no_grad();
        double bound = 1 / Math.Sqrt(inputs / groups * kernel * kernel);
        // Drawn in the order of the plain layout, so that a seed means the same values in any.
        using Tensor values = empty(layer.weight.shape).uniform_(-bound, bound);
        layer.weight.copy_(values);
        layer.bias!.uniform_(-bound, bound);
        (layer.weight.requires_grad, layer.bias.requires_grad) = (true, true);
        return layer;
    }

    /// <summary>A layer with given values, which it copies.</summary>
    /// <param name="weight">// [outputs, inputs, k, k]</param>
    /// <param name="bias">// [outputs]</param>
    /// <param name="stride">Of the output's positions.</param>
    /// <param name="padding">Zeros on each side.</param>
    public static Conv2d Of(Tensor weight, Tensor? bias, int stride = 1, int padding = 0)
    {
        var placement = new Placement(weight.device, weight.dtype);
        var (inputs, outputs, kernel) = (weight.shape[1], weight.shape[0], (int)weight.shape[2]);
        var layer = new Conv2d(placement, inputs, outputs, kernel, stride, padding, bias is not null);
        using var _ = no_grad();
        layer.weight.copy_(weight);
        layer.bias?.copy_(bias!);
        return layer;
    }

    public override Tensor forward(Tensor input) => Forward(input, paddings);

    /// <summary>The same with other padding.</summary>
    /// <param name="input">// [N, inputs, H, W]</param>
    /// <param name="padding">Rows above and below, columns left and right.</param>
    public Tensor Forward(Tensor input, long[] padding)
    {
        Tensor output;
        if (weight.device_type == DeviceType.META)
            output = OnMeta(input, padding);
        else if (weight.device_type == DeviceType.CPU && IsPointwise(padding))
            output = Product(input);
        else if (IsHalfGradientWrong && is_grad_enabled())
            output = InSingle(input, padding);
        else
            output = nn.functional.conv2d(input, weight, bias, strides, padding, groups: groups);
        MultiplyAdds.AddLayer(weight, output);
        return output;
    }

    private bool IsPointwise(long[] padding) =>
        groups == 1 && weight.shape[2] == 1 && strides.All(stride => stride == 1) && padding.All(side => side == 0);

    /// <summary>
    /// A 1×1 convolution as what it is, a product of matrices: on processors that hide their cache sizes (virtual ones)
    /// oneDNN's kernels for it are wrong in single precision, for some numbers of channels, threads and maps.
    /// </summary>
    private Tensor Product(Tensor input)
    {
        using var scope = NewDisposeScope();
        return nn
            .functional.linear(input.permute(0, 2, 3, 1), weight.flatten(1), bias)
            .permute(0, 3, 1, 2)
            .MoveToOuterDisposeScope();
    }

    /// <summary>In single precision, whose way back is right.</summary>
    private Tensor InSingle(Tensor input, long[] padding)
    {
        using var scope = NewDisposeScope();
        return nn
            .functional.conv2d(
                input.to(float32),
                weight.to(float32),
                bias?.to(float32),
                strides,
                padding,
                groups: groups
            )
            .to(weight.dtype)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The output without its values: libtorch alone, without Python, does not know convolutions on the meta device.
    /// </summary>
    private Tensor OnMeta(Tensor input, long[] padding)
    {
        long Side(int axis) =>
            ((input.shape[axis] + (2 * padding[axis - 2]) - weight.shape[axis]) / strides[axis - 2]) + 1;
        return input.new_empty([input.shape[0], weight.shape[0], Side(2), Side(3)]);
    }
}
