using TorchSharp;

namespace LightningDrag.Runtime;

/// <summary>The order in which a convolution's weights and feature maps lie in memory.</summary>
internal enum ConvolutionLayout
{
    /// <summary>
    /// A whole map of one channel after the other: what libtorch's kernels for graphics cards are tuned for.
    /// </summary>
    Plain,

    /// <summary>All channels of one position after the other: right on every processor, and faster.</summary>
    ChannelsLast,
}

/// <summary>Decides the layout.</summary>
internal static class ConvolutionLayouts
{
    public static ConvolutionLayout On(DeviceType device) =>
        device == DeviceType.CPU ? ConvolutionLayout.ChannelsLast : ConvolutionLayout.Plain;
}
