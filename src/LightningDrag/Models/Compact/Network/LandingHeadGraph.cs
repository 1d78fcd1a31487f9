namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// What gets covered? A pixel is hidden where something in front lands on the place where it lands itself: far away in
/// the picture, out of reach of convolutions. So every cell of the motion grid drops its motion where its flow takes it
/// (bilinear forward splatting), reads what has been dropped where it lands, and two layers turn the difference from
/// its own motion into a logit that is added to the visibility.
/// </summary>
internal static class LandingHeadGraph
{
    private const int Width = 24;

    /// <summary>Dropped by each cell: its mass, flow (u, v), speed and gate.</summary>
    private const int Dropped = 5;

    /// <summary>
    /// Read by each cell: mass, the mean flow, speed and gate relative to its own, and the share of it that lands
    /// inside.
    /// </summary>
    private const int Read = 6;

    /// <summary>Mass below which a mean is pulled towards nothing.</summary>
    private const float Softening = 0.1f;

    /// <summary>Cells around a place between them.</summary>
    private const int Corners = 4;

    /// <summary>Adds the head to a graph.</summary>
    /// <param name="layers">Graph and weights.</param>
    /// <param name="flow">In units of L. // [N, 2, grid, grid]</param>
    /// <param name="gate">Logit of "moves with the handles". // [N, 1, grid, grid]</param>
    /// <param name="longestDrag">L in window pixels. // [N]</param>
    /// <param name="trunk">What the network knows of each cell. // [N, C, grid, grid]</param>
    /// <param name="channels">C.</param>
    /// <param name="grid">Side of the motion grid.</param>
    /// <returns>
    /// The part of the visibility logit that follows from where everything lands. // [N, 1, grid, grid]
    /// </returns>
    public static GraphValue Add(
        NetworkLayers layers,
        GraphValue flow,
        GraphValue gate,
        GraphValue longestDrag,
        GraphValue trunk,
        int channels,
        int grid
    )
    {
        var landed = Land(layers.Graph, flow, gate, longestDrag, grid);
        var h = layers
            .Convolution("land.c1", trunk, landed, layers.Filters("land.c1", channels + Read, Width), channels)
            .Silu();
        h = layers.Convolution("land.c2", h, Width, Width, kernel: 3).Silu();
        return layers.Convolution("land.c3", h, Width, 1);
    }

    /// <summary>What lands where each cell lands.</summary>
    /// <returns>// [N, 6, grid, grid]</returns>
    private static GraphValue Land(
        GraphBuilder graph,
        GraphValue flow,
        GraphValue gate,
        GraphValue longestDrag,
        int grid
    )
    {
        int cells = grid * grid;
        float[] place =
        [
            .. Enumerable.Range(0, 2 * cells).Select(i => i < cells ? (float)(i % grid) : (i - cells) / grid),
        ];
        var shift = flow.Reshape(0, 2, cells) * (longestDrag * (1f / MotionLatent.Stride)).Reshape(-1, 1, 1);
        var lands = (shift + graph.Constant(place, 1, 2, cells)).Unsqueeze(2); // [N, 2, 1, P], cells: column, row
        var first = lands.Floor();

        // Left and right above, left and right below: the bilinear weight along an axis is 1 − fraction before and
        // fraction after.
        var offset = graph.Constant([0, 1, 0, 1, 0, 0, 1, 1], 1, 2, Corners, 1);
        var corner = first + offset; // [N, 2, 4, P]
        var inside = corner.Clamp(0, grid - 1);
        var weight = ((1f - offset - (lands - first)).Abs() * corner.EqualTo(inside)).Product(1); // [N, 1, 4, P]
        var index = (inside * graph.Constant([1, grid], 1, 2, 1, 1))
            .Sum(1)
            .ToIndex()
            .Reshape(0, 1, Corners * cells)
            .Expand(graph.Integers(1, Dropped, 1)); // [N, 5, 4P]

        var own = GraphValue.Concat(1, flow, flow.Norm(1), gate.Sigmoid()).Reshape(0, Dropped - 1, cells);
        var one = (longestDrag * 0f + 1f).Reshape(-1, 1, 1).Expand(graph.Integers(1, 1, cells));
        var dropped = GraphValue.Concat(1, one, own).Unsqueeze(2); // [N, 5, 1, P]
        var empty = (dropped * 0f).Reshape(0, Dropped, cells);
        var map = graph.Node(
            "ScatterElements",
            [empty, index, (dropped * weight).Reshape(0, Dropped, Corners * cells)],
            ("axis", 2),
            ("reduction", "add")
        );
        var read = (
            graph.Node("GatherElements", [map, index], ("axis", 2)).Reshape(0, Dropped, Corners, cells) * weight
        ).Sum(2);
        var share = weight.Sum(2).Reshape(0, 1, cells);
        var parts = read.Reshape(0, Dropped, cells).Split(1, [1, Dropped - 1]);
        var (mass, means) = (parts[0], parts[1]);
        var difference = (means - (own * mass)) / (mass + Softening);
        return GraphValue.Concat(1, mass, difference, share).Reshape(0, Read, grid, grid);
    }
}
