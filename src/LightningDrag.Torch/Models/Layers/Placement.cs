using LightningDrag.Runtime;
using static TorchSharp.torch;

namespace LightningDrag.Models.Layers;

/// <summary>Where a network's parameters live and in what precision.</summary>
/// <param name="Device">Processor or graphics card.</param>
/// <param name="Type">float32, bfloat16 or float16.</param>
internal readonly record struct Placement(Device Device, ScalarType Type)
{
    /// <summary>float32 on the processor.</summary>
    public static Placement Default { get; } = new(CPU, ScalarType.Float32);

    /// <summary>
    /// A parameter without values: weights always come from a file, and filling a billion of them with random numbers
    /// first would take longer than reading them. Its memory is not touched before it is loaded.
    /// </summary>
    public TorchSharp.Modules.Parameter Parameter(params long[] shape) => Own(empty(shape, Type, Device));

    /// <summary>A convolution's weights: in the layout of the device. // [outputs, inputs, size, size]</summary>
    public TorchSharp.Modules.Parameter Kernel(long outputs, long inputs, long size) =>
        ConvolutionLayouts.On(Device.type) == ConvolutionLayout.ChannelsLast
            // Not by way of a plain tensor: where the kernel is 1×1 or there is one input, only the strides tell the
            // layouts apart.
            ? Own(empty([outputs, size, size, inputs], Type, Device).permute(0, 3, 1, 2))
            : Parameter(outputs, inputs, size, size);

    private static TorchSharp.Modules.Parameter Own(Tensor values)
    {
        var parameter = new TorchSharp.Modules.Parameter(values, requires_grad: false);
        // A network may be built inside a dispose scope; its weights are the network's all the same.
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
