using LightningDrag.Geometry;

namespace LightningDrag.Models.Compact.Network;

/// <summary>
/// What the encoder knows of source windows: one map per stride, in the order of
/// <see cref="AppearanceEncoderGraph.Outputs"/>.
/// </summary>
internal sealed class AppearanceMaps
{
    private readonly int window;
    private readonly float[][] maps;

    /// <summary>Makes room.</summary>
    /// <param name="count">Windows.</param>
    /// <param name="window">Side of a window, in pixels.</param>
    public AppearanceMaps(int count, int window)
        : this(
            count,
            window,
            [
                .. AppearanceEncoderGraph.Channels.Zip(
                    AppearanceEncoderGraph.Strides,
                    (channels, stride) => new float[count * channels * (window / stride) * (window / stride)]
                ),
            ]
        ) { }

    private AppearanceMaps(int count, int window, float[][] maps) =>
        (Count, this.window, this.maps) = (count, window, maps);

    /// <summary>Windows.</summary>
    public int Count { get; }

    /// <summary>Memory of the maps.</summary>
    public long Bytes => maps.Sum(map => (long)map.Length * sizeof(float));

    /// <summary>The map of one stride. // [Count, C, window/stride, window/stride]</summary>
    public float[] this[int stride] => maps[Array.IndexOf(AppearanceEncoderGraph.Strides, stride)];

    /// <summary>Windows behind each other.</summary>
    public static AppearanceMaps Together(AppearanceMaps first, AppearanceMaps second) =>
        new(
            first.Count + second.Count,
            first.window,
            [.. first.maps.Zip(second.maps, (one, other) => (float[])[.. one, .. other])]
        );

    /// <summary>The maps as networks take and give them.</summary>
    public NamedTensor[] Tensors() =>
        [
            .. maps.Select(
                (map, i) =>
                    new NamedTensor(
                        AppearanceEncoderGraph.Outputs[i],
                        map,
                        Count,
                        AppearanceEncoderGraph.Channels[i],
                        window / AppearanceEncoderGraph.Strides[i],
                        window / AppearanceEncoderGraph.Strides[i]
                    )
            ),
        ];
}

/// <summary>Drags as the denoiser is shown them: everything that stays the same over steps and candidates.</summary>
/// <param name="Fields">Point fields. // [Count, 11, grid, grid]</param>
/// <param name="LongestDrag">L in window pixels. // [Count]</param>
/// <param name="Scope">What each means, as <see cref="ScopeCondition"/> has it. // [Count, 2]</param>
/// <param name="Position">Handles in window pixels. // [Count, K, 2]</param>
/// <param name="Displacement">Target − handle in units of L. // [Count, K, 2]</param>
/// <param name="Valid">1 for a handle, 0 for padding. // [Count, K]</param>
internal sealed record DragInputs(
    float[] Fields,
    float[] LongestDrag,
    float[] Scope,
    float[] Position,
    float[] Displacement,
    float[] Valid
)
{
    /// <summary>Drags.</summary>
    public int Count => LongestDrag.Length;

    /// <summary>One drag.</summary>
    /// <param name="points">Pairs in window pixels; at least one.</param>
    /// <param name="mask">1 = may change. // [size, size]</param>
    /// <param name="size">Side of the window.</param>
    /// <param name="scope">From 0 ("only here") to 1 ("the whole thing"); null: unknown.</param>
    public static DragInputs Of(PointPair[] points, ReadOnlySpan<byte> mask, int size, float? scope = null)
    {
        int grid = size / MotionLatent.Stride;
        var fields = new float[PointFields.Channels * grid * grid];
        PointFields.Compute(points, PointFields.AverageMask(mask, size), grid, fields);
        float unit = PointFields.LongestDrag(points);
        return new DragInputs(
            fields,
            [unit],
            ScopeCondition.Of(scope),
            [.. points.SelectMany(point => (float[])[point.Handle.X, point.Handle.Y])],
            [
                .. points.SelectMany(point =>
                    (float[])[(point.Target.X - point.Handle.X) / unit, (point.Target.Y - point.Handle.Y) / unit]
                ),
            ],
            [.. points.Select(_ => 1f)]
        );
    }

    /// <summary>Drags with the same number of handles behind each other.</summary>
    public static DragInputs Together(DragInputs first, DragInputs second) =>
        first.Valid.Length / first.Count == second.Valid.Length / second.Count
            ? new DragInputs(
                [.. first.Fields, .. second.Fields],
                [.. first.LongestDrag, .. second.LongestDrag],
                [.. first.Scope, .. second.Scope],
                [.. first.Position, .. second.Position],
                [.. first.Displacement, .. second.Displacement],
                [.. first.Valid, .. second.Valid]
            )
            : throw new ArgumentException("The drags have different numbers of handles.", nameof(second));

    /// <summary>The arrays as the denoiser takes them.</summary>
    public NamedTensor[] Tensors(int grid)
    {
        int handles = Valid.Length / Count;
        return
        [
            new NamedTensor(MotionDenoiserGraph.Fields, Fields, Count, PointFields.Channels, grid, grid),
            new NamedTensor(MotionDenoiserGraph.LongestDrag, LongestDrag, Count),
            new NamedTensor(MotionDenoiserGraph.Scope, Scope, Count, ScopeCondition.Width),
            new NamedTensor(MotionDenoiserGraph.HandlePosition, Position, Count, handles, 2),
            new NamedTensor(MotionDenoiserGraph.HandleDisplacement, Displacement, Count, handles, 2),
            new NamedTensor(MotionDenoiserGraph.HandleValid, Valid, Count, handles),
        ];
    }
}

/// <summary>What one denoising step predicts, on the motion grid.</summary>
/// <param name="Count">Candidates.</param>
/// <param name="Grid">Side of the motion grid.</param>
internal sealed record MotionPrediction(int Count, int Grid)
{
    /// <summary>Forward flow in units of L. // [Count, 2, grid, grid]</summary>
    public float[] Flow { get; } = new float[Count * 2 * Grid * Grid];

    /// <summary>Logit of "moves with the handles". // [Count, 1, grid, grid]</summary>
    public float[] Gate { get; } = new float[Count * Grid * Grid];

    /// <summary>Logit of "stays visible". // [Count, 1, grid, grid]</summary>
    public float[] Visibility { get; } = new float[Count * Grid * Grid];

    /// <summary>Logits of the convex upsampling. // [Count, 144, grid, grid]</summary>
    public float[] Convex { get; } = new float[Count * MotionDenoiserGraph.ConvexChannels * Grid * Grid];

    /// <summary>The arrays as the denoiser gives them.</summary>
    public NamedTensor[] Tensors() =>
        [
            new(MotionDenoiserGraph.Flow, Flow, Count, 2, Grid, Grid),
            new(MotionDenoiserGraph.Gate, Gate, Count, 1, Grid, Grid),
            new(MotionDenoiserGraph.Visibility, Visibility, Count, 1, Grid, Grid),
            new(MotionDenoiserGraph.Convex, Convex, Count, MotionDenoiserGraph.ConvexChannels, Grid, Grid),
        ];
}
