namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// The appearance encoder as a graph: EfficientNet-Lite0's trunk (Tan &amp; Le, ICML 2019; the "Lite" variant without
/// squeeze-excite and with ReLU6), batch normalisations folded into the convolutions. Its ImageNet weights know what an
/// object is, which is what Stable Diffusion's weights give the appearance encoder of the paper (section 3.2).
/// </summary>
internal static class AppearanceEncoderGraph
{
    /// <summary>The input: RGB on 0…255. // [N, 3, H, W]</summary>
    public const string Image = "image";

    private const int StemChannels = 32;

    /// <summary>
    /// The outputs, one map per stride; <see cref="Strides"/> and <see cref="Channels"/> have their sizes.
    /// </summary>
    public static readonly string[] Outputs = ["stride4", "stride8", "stride16", "stride32"];

    /// <summary>Pixels per cell of each output.</summary>
    public static readonly int[] Strides = [4, 8, 16, 32];

    /// <summary>Channels of each output.</summary>
    public static readonly int[] Channels = [24, 40, 112, 320];

    /// <summary>
    /// One row per stage: kernel, stride of the first block, expansion, output channels, blocks, and whether its result
    /// is an output.
    /// </summary>
    private static readonly (int Kernel, int Stride, int Expansion, int Channels, int Blocks, bool IsOutput)[] Stages =
    [
        (3, 1, 1, 16, 1, false),
        (3, 2, 6, 24, 2, true),
        (5, 2, 6, 40, 2, true),
        (3, 2, 6, 80, 3, false),
        (5, 1, 6, 112, 3, true),
        (5, 2, 6, 192, 4, false),
        (3, 1, 6, 320, 1, true),
    ];

    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The encoder's.</param>
    /// <param name="height">H, a multiple of 32.</param>
    /// <param name="width">W, a multiple of 32.</param>
    public static GraphBuilder Build(NetworkWeights weights, int height, int width)
    {
        var graph = new GraphBuilder("appearance_encoder");
        var layers = new NetworkLayers(graph, weights);
        var image = graph.Input(Image, "batch", 3, height, width);
        var stem = layers.Weight("stem.weight", StemChannels, 3, 3, 3);
        var h = layers
            .Convolution((image - 127f) * (1 / 128f), stem, layers.Weight("stem.bias", StemChannels), 2, Padding(3, 2))
            .Clamp(0, 6);
        int channels = StemChannels,
            outputs = 0;
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            var row = Stages[stage];
            for (int block = 0; block < row.Blocks; block++)
            {
                h = InvertedResidual(
                    layers,
                    $"stages.{stage}.{block}",
                    h,
                    channels,
                    row.Channels,
                    row.Kernel,
                    block == 0 ? row.Stride : 1,
                    row.Expansion
                );
                channels = row.Channels;
            }

            if (!row.IsOutput)
                continue;
            int stride = Strides[outputs];
            graph.Output(Outputs[outputs++], h, "batch", channels, height / stride, width / stride);
        }

        return graph;
    }

    /// <summary>Expand 1×1, filter each channel, project 1×1 (Sandler et al., CVPR 2018).</summary>
    private static GraphValue InvertedResidual(
        NetworkLayers layers,
        string name,
        GraphValue x,
        int input,
        int output,
        int kernel,
        int stride,
        int expansion
    )
    {
        int hidden = input * expansion;
        var h = expansion == 1 ? x : layers.Convolution(name + ".expand", x, input, hidden).Clamp(0, 6);
        h = layers
            .DepthwiseConvolution(name + ".depthwise", h, hidden, kernel, stride, Padding(kernel, stride))
            .Clamp(0, 6);
        h = layers.Convolution(name + ".project", h, hidden, output);
        return stride == 1 && input == output ? h + x : h;
    }

    /// <summary>
    /// With TensorFlow's "same" padding, with which the weights were trained: of an even size, an odd pixel goes to the
    /// right and the bottom.
    /// </summary>
    private static long[] Padding(int kernel, int stride)
    {
        int total = kernel - stride,
            before = total / 2;
        return [before, before, total - before, total - before];
    }
}
