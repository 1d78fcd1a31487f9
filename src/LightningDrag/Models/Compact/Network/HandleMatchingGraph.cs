namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// Which handle does a pixel move with? Every cell of the motion grid asks every handle, query · key, and the answers
/// weigh the moving least squares: ŵᵢ(x) ∝ exp(q(x)·k(hᵢ)) / (|x − hᵢ|² + 4 px²), P₂(x) = the similarity that best maps
/// handles to targets under ŵ (Schaefer et al., SIGGRAPH 2006, equation 5). Where two things move differently, distance
/// alone mixes their motions; appearance does not.
/// </summary>
internal static class HandleMatchingGraph
{
    private const int Width = 24;

    /// <summary>Bound of an answer: e⁸ outweighs any distance within a window.</summary>
    private const float LargestScore = 8;

    /// <summary>Adds the matching to a graph.</summary>
    /// <param name="layers">Graph and weights.</param>
    /// <param name="trunk">What the network knows of each cell. // [N, C, grid, grid]</param>
    /// <param name="channels">C.</param>
    /// <param name="grid">Side of the motion grid.</param>
    /// <param name="handles">The handles.</param>
    /// <returns>P₂ in units of L // [N, 2, grid, grid], and the weighted mean answer // [N, 1, grid, grid]</returns>
    public static (GraphValue Similarity, GraphValue Affinity) Add(
        NetworkLayers layers,
        GraphValue trunk,
        int channels,
        int grid,
        HandleInputs handles
    )
    {
        // Moments of coordinates lose the fewest bits about the window's centre.
        float centre = grid * MotionLatent.Stride / 2f;
        var position = handles.Position + (0.5f - centre); // [M, K, 2]
        var (x, y) = Cells(layers.Graph, grid, centre); // [1, 1, P] each
        var coordinates = position.Split(2, 2);
        var (hx, hy) = (coordinates[0], coordinates[1]); // [M, K, 1] each

        // The trunk is read where the handles are and projected then, which is the same as the other way round and
        // cheaper.
        var sampling = (position * (1 / centre))
            .Unsqueeze(1)
            .Expand(GraphValue.Concat(0, trunk.Batch(), layers.Graph.Integers(1, 1, 1))); // [N, 1, K, 2], −1…1
        var atHandles = layers.Graph.Node(
            "GridSample",
            [trunk, sampling],
            ("mode", "bilinear"),
            ("padding_mode", "border"),
            ("align_corners", 0)
        ); // [N, C, 1, K]
        // [N, K, D]
        var keys = layers.Convolution("match.k", atHandles, channels, Width).Reshape(0, Width, -1).Transpose(0, 2, 1);
        var queries = layers.Convolution("match.q", trunk, channels, Width).Reshape(0, Width, grid * grid); // [N, D, P]
        var scores = (keys.MatMul(queries) * (1 / MathF.Sqrt(Width))).Clamp(-LargestScore, LargestScore); // [N, K, P]

        var distance = (x - hx).Square() + (y - hy).Square(); // [M, K, P]
        var weights = scores.Exp() * (handles.Valid.Unsqueeze(2) / (distance + PointFields.Softening));
        weights /= weights.Sum(1);
        var affinity = (weights * scores).Sum(1);
        var similarity = MovingLeastSquares(weights, hx, hy, handles.Displacement, x, y);
        return (similarity.Reshape(0, 2, grid, grid), affinity.Reshape(0, 1, grid, grid));
    }

    private static GraphValue MovingLeastSquares(
        GraphValue weights,
        GraphValue hx,
        GraphValue hy,
        GraphValue displacement,
        GraphValue x,
        GraphValue y
    )
    {
        var components = displacement.Split(2, 2);
        var (u, v) = (components[0], components[1]); // [M, K, 1] each
        var moments = GraphValue.Concat(
            2,
            hx,
            hy,
            u,
            v,
            hx.Square() + hy.Square(),
            (hx * u) + (hy * v),
            (hx * v) - (hy * u)
        ); // [M, K, 7]
        var means = moments.Transpose(0, 2, 1).MatMul(weights).Split(1, 7); // 7 × [N, 1, P]
        var (mx, my, mu, mv) = (means[0], means[1], means[2], means[3]);
        var spread =
            (means[4] - mx.Square() - my.Square()).Clamp(0, float.MaxValue) + PointFields.SimilarityRegulariser;
        var along = (means[5] - (mx * mu) - (my * mv)) / spread;
        var across = (means[6] - ((mx * mv) - (my * mu))) / spread;
        var (qx, qy) = (x - mx, y - my);
        // [N, 2, P]
        var field = GraphValue.Concat(1, (along * qx) - (across * qy) + mu, (across * qx) + (along * qy) + mv);
        return field.Clamp(-PointFields.SimilarityLimit, PointFields.SimilarityLimit);
    }

    /// <summary>
    /// The centres of the grid's cells, from the window's centre; pixels have theirs at half numbers here.
    /// </summary>
    private static (GraphValue X, GraphValue Y) Cells(GraphBuilder graph, int grid, float centre)
    {
        float[] along = [.. Enumerable.Range(0, grid).Select(cell => ((cell + 0.5f) * MotionLatent.Stride) - centre)];
        float[] x = [.. Enumerable.Range(0, grid * grid).Select(i => along[i % grid])],
            y = [.. Enumerable.Range(0, grid * grid).Select(i => along[i / grid])];
        return (graph.Keep("cells.x", x, [1, 1, grid * grid]), graph.Keep("cells.y", y, [1, 1, grid * grid]));
    }
}

/// <summary>The handles as inputs of a graph; a batch of 1 serves all samples.</summary>
/// <param name="Position">Handles in window pixels. // [M, K, 2]</param>
/// <param name="Displacement">Target − handle in units of L. // [M, K, 2]</param>
/// <param name="Valid">1 for a handle, 0 for padding. // [M, K]</param>
internal readonly record struct HandleInputs(GraphValue Position, GraphValue Displacement, GraphValue Valid);
