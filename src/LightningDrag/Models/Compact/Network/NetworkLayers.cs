namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// The layers with weights that the networks are made of, each added to a graph under its state-dict name.
/// </summary>
internal sealed class NetworkLayers(GraphBuilder graph, NetworkWeights weights)
{
    /// <summary>Groups of a normalisation.</summary>
    private const int Groups = 8;

    private const float Epsilon = 1e-5f;

    /// <summary>The graph that the layers go into.</summary>
    public GraphBuilder Graph => graph;

    /// <summary>A weight by its whole name.</summary>
    public GraphValue Weight(string name, params long[] shape) => graph.Keep(name, weights.Take(name, shape), shape);

    /// <summary>A weight that counts as zeros where the file lacks it.</summary>
    public GraphValue OptionalWeight(string name, params long[] shape) =>
        graph.Keep(name, weights.TakeOptional(name, shape), shape);

    /// <summary>Whether the file has tensors of a part of the network.</summary>
    public bool Has(string name) => weights.Has(name + ".");

    /// <summary>The filters of a convolution.</summary>
    public Filters Filters(string name, int input, int output, int kernel = 1) =>
        new(weights.Take(name + ".weight", output, input, kernel, kernel), output, input, kernel);

    /// <summary>Convolution of k×k with as much padding as keeps the size.</summary>
    public GraphValue Convolution(string name, GraphValue x, int input, int output, int kernel = 1, int stride = 1) =>
        Convolution(name, x, Filters(name, input, output, kernel), stride);

    /// <summary>The same with filters that were arranged otherwise.</summary>
    public GraphValue Convolution(string name, GraphValue x, Filters filters, int stride = 1) =>
        Convolution(
            x,
            graph.Keep(name + ".weight", filters.Elements, filters.Shape),
            Bias(name, filters.Output),
            stride,
            Around((filters.Kernel - 1) / 2)
        );

    /// <summary>Convolution of 1×1 over two maps as if they lay one behind the other.</summary>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="first">// [N, C, h, w]</param>
    /// <param name="second">// [N, C', h, w]</param>
    /// <param name="filters">Of C + C' channels.</param>
    /// <param name="firstChannels">C.</param>
    public GraphValue Convolution(string name, GraphValue first, GraphValue second, Filters filters, int firstChannels)
    {
        Filters one = filters.Part(0, firstChannels),
            other = filters.Part(firstChannels, filters.Input - firstChannels);
        var ofSecond = graph.Node("Conv", [second, graph.Keep(name + ".weight.second", other.Elements, other.Shape)]);
        return Convolution(
                first,
                graph.Keep(name + ".weight.first", one.Elements, one.Shape),
                Bias(name, filters.Output),
                1,
                Around(0)
            ) + ofSecond;
    }

    /// <summary>Convolution of each channel by itself.</summary>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="x">// [N, C, h, w]</param>
    /// <param name="channels">C.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Both ways.</param>
    /// <param name="padding">Top, left, bottom, right.</param>
    public GraphValue DepthwiseConvolution(
        string name,
        GraphValue x,
        int channels,
        int kernel,
        int stride,
        long[] padding
    ) =>
        Convolution(
            x,
            Weight(name + ".weight", channels, 1, kernel, kernel),
            Bias(name, channels),
            stride,
            padding,
            channels
        );

    /// <summary>Convolution with any padding.</summary>
    /// <param name="x">// [N, C, h, w]</param>
    /// <param name="weight">// [output, C / groups, k, k]</param>
    /// <param name="bias">// [output]</param>
    /// <param name="stride">Both ways.</param>
    /// <param name="padding">Top, left, bottom, right.</param>
    /// <param name="groups">Of channels that do not mix.</param>
    public GraphValue Convolution(
        GraphValue x,
        GraphValue weight,
        GraphValue bias,
        int stride,
        long[] padding,
        int groups = 1
    ) =>
        graph.Node(
            "Conv",
            [x, weight, bias],
            ("strides", new long[] { stride, stride }),
            ("pads", padding),
            ("group", groups)
        );

    /// <summary>x·Wᵀ + b.</summary>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="x">// [N, input]</param>
    /// <param name="input">Width of x.</param>
    /// <param name="output">Width of the result.</param>
    public GraphValue Linear(string name, GraphValue x, int input, int output) =>
        graph.Node("Gemm", [x, Weight(name + ".weight", output, input), Bias(name, output)], ("transB", 1));

    /// <summary>Group normalisation over 8 groups (Wu &amp; He, ECCV 2018), before its scale and shift.</summary>
    /// <param name="x">// [N, C, side, side]</param>
    /// <param name="channels">C.</param>
    /// <param name="side">h and w.</param>
    public GraphValue Normalise(GraphValue x, int channels, int side)
    {
        var scale = graph.Keep("normalisation.scale", Enumerable.Repeat(1f, Groups).ToArray(), [Groups]);
        var shift = graph.Keep("normalisation.shift", new float[Groups], [Groups]);
        return graph
            .Node("InstanceNormalization", [x.Reshape(0, Groups, -1), scale, shift], ("epsilon", Epsilon))
            .Reshape(0, channels, side, side);
    }

    /// <summary>The same with its scale and shift.</summary>
    /// <param name="name">Its state-dict name.</param>
    /// <param name="x">// [N, C, side, side]</param>
    /// <param name="channels">C.</param>
    /// <param name="side">h and w.</param>
    public GraphValue GroupNorm(string name, GraphValue x, int channels, int side)
    {
        var (scale, shift) = Affine(name, channels);
        return (Normalise(x, channels, side) * scale) + shift;
    }

    /// <summary>Scale and shift of a normalisation. // [C, 1, 1] each</summary>
    public (GraphValue Scale, GraphValue Shift) Affine(string name, int channels) =>
        (PerChannel(name + ".weight", channels), PerChannel(name + ".bias", channels));

    private GraphValue PerChannel(string name, int channels) =>
        graph.Keep(name, weights.Take(name, channels), [channels, 1, 1]);

    private GraphValue Bias(string name, int output) => Weight(name + ".bias", output);

    private static long[] Around(long padding) => [padding, padding, padding, padding];
}
