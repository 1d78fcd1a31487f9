using LightningDrag.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = LightningDrag.Models.Layers.Linear;

namespace LightningDrag.Models.CoTracker.Transformer;

/// <summary>
/// Tells how to correct every track at every frame of a window (CoTracker, section 3.3): attention over time for each
/// track, then among tracks by way of a few learned "virtual" ones, which keeps its cost linear in the number of
/// tracks. Names of the tensors as published.
/// </summary>
internal sealed class UpdateTransformer : nn.Module
{
    private readonly Parameter virual_tracks; // spelt so in the files
    private readonly Linear input_transform;
    private readonly Linear flow_head;
    private readonly ModuleList<SelfBlock> time_blocks;
    private readonly ModuleList<SelfBlock> space_virtual_blocks;
    private readonly ModuleList<CrossBlock> space_point2virtual_blocks;
    private readonly ModuleList<CrossBlock> space_virtual2point_blocks;

    public UpdateTransformer(Placement placement, CoTrackerConfig config)
        : base(nameof(UpdateTransformer))
    {
        ModuleList<T> Rounds<T>(int count, Func<T> create)
            where T : nn.Module => new([.. Enumerable.Range(0, count).Select(_ => create())]);

        virual_tracks = placement.Parameter(1, config.VirtualTracks, 1, config.TokenWidth);
        input_transform = new Linear(placement, config.InputWidth, config.TokenWidth);
        flow_head = new Linear(placement, config.TokenWidth, 2 + config.FeatureWidth);
        time_blocks = Rounds(config.TimeDepth, () => new SelfBlock(placement, config));
        space_virtual_blocks = Rounds(config.SpaceDepth, () => new SelfBlock(placement, config));
        space_point2virtual_blocks = Rounds(config.SpaceDepth, () => new CrossBlock(placement, config));
        space_virtual2point_blocks = Rounds(config.SpaceDepth, () => new CrossBlock(placement, config));
        RegisterComponents();
    }

    internal IReadOnlyList<SelfBlock> TimeBlocks => [.. time_blocks];

    internal IReadOnlyList<CrossBlock> PointsReadVirtual => [.. space_point2virtual_blocks];

    internal IReadOnlyList<CrossBlock> VirtualReadsPoints => [.. space_virtual2point_blocks];

    /// <param name="tokens">// [N, S, E]</param>
    /// <param name="active">1 for tracks whose query has come by the window's end, else 0; null: all have. // [S,
    /// N]</param>
    /// <param name="referenceFaults">See <see cref="SpaceMasks"/>.</param>
    /// <returns>Corrections of place and feature. // [N, S, 2 + L]</returns>
    public Tensor Forward(Tensor tokens, Tensor? active, bool referenceFaults = false)
    {
        using var scope = NewDisposeScope();
        long points = tokens.shape[0],
            virtuals = virual_tracks.shape[1];
        // [N + V, S, D]
        Tensor x = cat([input_transform.forward(tokens), virual_tracks.squeeze(0).expand(-1, tokens.shape[1], -1)], 0);
        var masks = SpaceMasks.Of(active, virtuals, referenceFaults);
        int interval = (int)(time_blocks.Count / space_virtual_blocks.Count);
        for (int i = 0; i < time_blocks.Count; i++)
        {
            x = x.Then(time_blocks[i].forward);
            if (i % interval == 0)
                x = x.Then(h => AcrossTracks(h, points, i / interval, masks));
        }

        return flow_head.forward(x.narrow(0, 0, points)).MoveToOuterDisposeScope();
    }

    /// <summary>// [N + V, S, D] → the same</summary>
    private Tensor AcrossTracks(Tensor x, long points, int round, SpaceMasks masks)
    {
        using var scope = NewDisposeScope();
        Tensor byFrame = x.transpose(0, 1); // [S, N + V, D]
        Tensor point = byFrame.narrow(1, 0, points),
            virtuals = byFrame.narrow(1, points, byFrame.shape[1] - points);
        virtuals = space_virtual2point_blocks[round].Forward(virtuals, point, masks.VirtualReadsPoints);
        virtuals = space_virtual_blocks[round].forward(virtuals);
        point = space_point2virtual_blocks[round].Forward(point, virtuals, masks.PointsReadVirtual);
        return cat([point, virtuals], 1).transpose(0, 1).contiguous().MoveToOuterDisposeScope();
    }
}
