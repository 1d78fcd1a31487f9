namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// The denoising network of the motion latent as a graph: a U-Net on 2×2 patches of the motion grid, conditioned on
/// point fields, appearance features, the timestep and the longest drag. Its head mixes a similarity field with a free
/// residual: flow = σ(gate)·P₂ + r, P₂ by <see cref="HandleMatchingGraph"/>. The gate is a segmentation ("moves with
/// the handles"); the residual is everything non-rigid. What that flow covers tells <see cref="LandingHeadGraph"/>.
/// </summary>
internal static class MotionDenoiserGraph
{
    /// <summary>Noisy motion latent z_t. // [N, 3, grid, grid]</summary>
    public const string Latent = "latent";

    /// <summary>The point embedding. // [M, 11, grid, grid]</summary>
    public const string Fields = "fields";

    /// <summary>t on 0…999. // [N]</summary>
    public const string Timestep = "timestep";

    /// <summary>The weights of the drag's scope, which older files lack.</summary>
    public const string ScopeWeight = "scope.weight";

    /// <summary>
    /// Transformer blocks at the coarsest level, and at the next finer one on the way up; older files lack them.
    /// </summary>
    public const string MiddleBlocks = "mb",
        FineBlocks = "fb";

    /// <summary>How many there are of them.</summary>
    public const int MiddleBlockCount = 2,
        FineBlockCount = 3;

    /// <summary>L in window pixels. // [M]</summary>
    public const string LongestDrag = "longest_drag";

    /// <summary>What the drag means, as <see cref="ScopeCondition"/> has it. // [M, 2]</summary>
    public const string Scope = "scope";

    /// <summary>Handles in window pixels. // [M, K, 2]</summary>
    public const string HandlePosition = "handle_position";

    /// <summary>Target − handle in units of L. // [M, K, 2]</summary>
    public const string HandleDisplacement = "handle_displacement";

    /// <summary>1 for a handle, 0 for padding. // [M, K]</summary>
    public const string HandleValid = "handle_valid";

    /// <summary>Forward flow in units of L. // [N, 2, grid, grid]</summary>
    public const string Flow = "flow";

    /// <summary>Logit of "moves with the handles". // [N, 1, grid, grid]</summary>
    public const string Gate = "gate";

    /// <summary>Logit of "stays visible". // [N, 1, grid, grid]</summary>
    public const string Visibility = "visibility";

    /// <summary>Logits of the convex upsampling: 9 neighbours × 4×4 subpixels. // [N, 144, grid, grid]</summary>
    public const string Convex = "convex";

    /// <summary>Channels of <see cref="Convex"/>.</summary>
    public const int ConvexChannels = 9 * Subpixels;

    private const int TimeWidth = 128;
    private const int Sinusoids = 96;
    private const int TrunkWidth = 16;
    private const int HeadWidth = 40;
    private const int ConvexWidth = 48;
    private const int Subpixels = MotionLatent.Stride * MotionLatent.Stride;
    private const int Inputs = PointFields.Channels + MotionLatent.Channels;

    /// <summary>
    /// Runtimes compute convolutions in blocks of 8 channels, and where a block is not full some fall back to a slower
    /// way.
    /// </summary>
    private const int FilledInputs = 16;

    /// <summary>Most pixels stay visible: the logit starts at 1.5, not at 0.</summary>
    private const float VisibilityPrior = 1.5f;

    private static readonly int[] Widths = [48, 96, 144];

    /// <summary>Writes the graph.</summary>
    /// <param name="weights">The denoiser's.</param>
    /// <param name="window">Side of the window, a multiple of 32.</param>
    public static GraphBuilder Build(NetworkWeights weights, int window)
    {
        int grid = window / MotionLatent.Stride;
        var graph = new GraphBuilder("motion_denoiser");
        var layers = new NetworkLayers(graph, weights);
        var latent = graph.Input(Latent, "batch", MotionLatent.Channels, grid, grid);
        var fields = graph.Input(Fields, "drags", PointFields.Channels, grid, grid);
        var features = AppearanceEncoderGraph
            .Outputs.Zip(AppearanceEncoderGraph.Channels, AppearanceEncoderGraph.Strides)
            .Select(map => graph.Input(map.First, "drags", map.Second, window / map.Third, window / map.Third))
            .ToArray();
        var timestep = graph.Input(Timestep, "batch");
        var longestDrag = graph.Input(LongestDrag, "drags");
        var scope = graph.Input(Scope, "drags", ScopeCondition.Width);
        var handles = new HandleInputs(
            graph.Input(HandlePosition, "drags", "handles", 2),
            graph.Input(HandleDisplacement, "drags", "handles", 2),
            graph.Input(HandleValid, "drags", "handles")
        );

        var batch = latent.Batch();
        GraphValue Stretch(GraphValue value, int rank) =>
            value.Expand(
                rank == 1 ? batch : GraphValue.Concat(0, batch, graph.Integers([.. Enumerable.Repeat(1L, rank - 1)]))
            );

        var longest = Stretch(longestDrag, 1);
        var time = EmbedTime(layers, timestep, longest, scope); // [N, 128]
        int appearance = AppearanceEncoderGraph.Channels[0];
        var stride4 = layers.Convolution("f4", features[0], appearance, appearance);
        var nothing = Stretch(
            graph.Constant(new float[(FilledInputs - Inputs) * grid * grid], 1, FilledInputs - Inputs, grid, grid),
            4
        );
        var x = GraphValue.Concat(1, latent, Stretch(fields, 4), nothing); // [N, 16, grid, grid]
        var h =
            layers.Convolution(
                "inp",
                x,
                layers.Filters("inp", Inputs * 4, Widths[0], kernel: 3).OfPatches().Filled(FilledInputs),
                stride: 2
            )
            + layers.Convolution(
                "f4d",
                stride4,
                layers.Filters("f4d", appearance * 4, Widths[0]).OfPatches(),
                stride: 2
            );
        h = UNet(layers, h, features, time, grid / 2);

        h = layers.Convolution("oc", layers.GroupNorm("on", h, Widths[0], grid / 2).Silu(), Widths[0], TrunkWidth * 4);
        h = graph.Node("DepthToSpace", [h], ("blocksize", 2), ("mode", "CRD")); // [N, 16, grid, grid]
        stride4 = Stretch(stride4, 4);
        h = GraphValue.Concat(1, h, stride4, x); // [N, 56, grid, grid]
        h = layers
            .Convolution(
                "h1",
                h,
                layers
                    .Filters("h1", TrunkWidth + appearance + Inputs, HeadWidth, kernel: 3)
                    .Filled(TrunkWidth + appearance + FilledInputs)
            )
            .Silu();
        h = layers.Convolution("h2", h, HeadWidth, HeadWidth, kernel: 3).Silu();
        var motion = layers.Convolution("h3", h, HeadWidth, 4, kernel: 3).Split(1, [1, 2, 1]);
        int known = HeadWidth + appearance;
        h = GraphValue.Concat(1, h, stride4); // [N, 64, grid, grid]
        var convex = layers.Convolution(
            "hm.2",
            layers.Convolution("hm.0", h, known, ConvexWidth).Silu(),
            ConvexWidth,
            ConvexChannels
        );

        var (similarity, affinity) = HandleMatchingGraph.Add(layers, h, known, grid, handles);
        var gate = motion[0] + affinity;
        var flow = (gate.Sigmoid() * similarity) + motion[1];
        var visibility =
            motion[2] + VisibilityPrior + LandingHeadGraph.Add(layers, flow, gate, longest, h, known, grid);
        graph.Output(Flow, flow, "batch", 2, grid, grid);
        graph.Output(Gate, gate, "batch", 1, grid, grid);
        graph.Output(Visibility, visibility, "batch", 1, grid, grid);
        graph.Output(Convex, convex, "batch", ConvexChannels, grid, grid);
        return graph;
    }

    private static GraphValue UNet(NetworkLayers layers, GraphValue h, GraphValue[] features, GraphValue time, int side)
    {
        var skips = new Stack<GraphValue>();
        int last = Widths.Length - 1;
        for (int level = 0; level <= last; level++, side /= 2)
        {
            h += layers.Convolution(
                $"fp.{level}",
                features[level + 1],
                AppearanceEncoderGraph.Channels[level + 1],
                Widths[level]
            );
            h = Stage(layers, $"down.{level}.0.0", h, time, Widths[level], level, side);
            skips.Push(h);
            if (level < last)
                h = layers.Convolution($"down.{level}.1", h, Widths[level], Widths[level + 1], kernel: 3, stride: 2);
            else
                break;
        }

        h = DenoiserBlocksGraph.ResidualBlock(layers, "m1", h, time, Widths[last], Widths[last], TimeWidth, side);
        h = DenoiserBlocksGraph.SelfAttention(layers, "ma", h, Widths[last], side);
        h = DenoiserBlocksGraph.ResidualBlock(layers, "m2", h, time, Widths[last], Widths[last], TimeWidth, side);
        h = Blocks(layers, MiddleBlocks, MiddleBlockCount, h, Widths[last], side);
        for (int level = last; level >= 0; level--)
        {
            string name = $"up.{last - level}";
            h = Stage(
                layers,
                name + ".0.0",
                GraphValue.Concat(1, h, skips.Pop()),
                time,
                Widths[level] * 2,
                level,
                side
            );
            if (level == last - 1)
                h = Blocks(layers, FineBlocks, FineBlockCount, h, Widths[level], side);
            if (level == 0)
                break;
            h = layers.Convolution(name + ".1", Doubled(h), Widths[level], Widths[level - 1], kernel: 3);
            side *= 2;
        }

        return h;
    }

    /// <summary>A residual block and, at the coarser levels, self-attention.</summary>
    private static GraphValue Stage(
        NetworkLayers layers,
        string name,
        GraphValue h,
        GraphValue time,
        int input,
        int level,
        int side
    )
    {
        h = DenoiserBlocksGraph.ResidualBlock(layers, name + ".0", h, time, input, Widths[level], TimeWidth, side);
        return level > 0 ? DenoiserBlocksGraph.SelfAttention(layers, name + ".1", h, Widths[level], side) : h;
    }

    /// <summary>Transformer blocks one behind the other; what older files lack would change nothing.</summary>
    private static GraphValue Blocks(
        NetworkLayers layers,
        string name,
        int count,
        GraphValue h,
        int channels,
        int side
    ) =>
        layers.Has(name)
            ? Enumerable
                .Range(0, count)
                .Aggregate(h, (x, i) => DenoiserBlocksGraph.TransformerBlock(layers, $"{name}.{i}", x, channels, side))
            : h;

    /// <summary>Sinusoids of t and the logarithm of L through two layers, plus what the drag is said to mean.</summary>
    private static GraphValue EmbedTime(
        NetworkLayers layers,
        GraphValue timestep,
        GraphValue longestDrag,
        GraphValue scope
    )
    {
        float[] frequencies =
        [
            .. Enumerable
                .Range(0, Sinusoids / 2)
                .Select(i => MathF.Exp(i * (float)(-Math.Log(10000) / (Sinusoids / 2)))),
        ];
        var angles = timestep.Unsqueeze(1) * layers.Graph.Constant(frequencies, 1, Sinusoids / 2);
        // [N, 97]
        var time = GraphValue.Concat(1, angles.Sin(), angles.Cos(), (longestDrag * (1 / 64f)).Log().Unsqueeze(1));
        time = layers.Linear("te.0", time, Sinusoids + 1, TimeWidth).Silu();
        time = layers.Linear("te.2", time, TimeWidth, TimeWidth).Silu();
        return time + scope.MatMul(layers.OptionalWeight(ScopeWeight, TimeWidth, ScopeCondition.Width).Transpose(1, 0));
    }

    /// <summary>Twice as large, each cell repeated.</summary>
    private static GraphValue Doubled(GraphValue x) =>
        x.Graph.Node(
            "Resize",
            [x, new GraphValue(x.Graph, ""), x.Graph.Constant([1, 1, 2, 2])],
            ("mode", "nearest"),
            ("coordinate_transformation_mode", "asymmetric"),
            ("nearest_mode", "floor")
        );
}
