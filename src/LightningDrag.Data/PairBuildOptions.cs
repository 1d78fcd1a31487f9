using LightningDrag.Data.Clips;
using LightningDrag.Data.Flow;
using LightningDrag.Data.Masks;
using LightningDrag.Data.Pairs;
using LightningDrag.Data.Points;
using LightningDrag.Data.Shards;

namespace LightningDrag.Data;

/// <summary>Everything that the pairs made from a set of clips depend on, by stage.</summary>
public sealed record PairBuildOptions
{
    /// <summary>Reading clips.</summary>
    public ClipOptions Clips { get; init; } = new();

    /// <summary>The optical-flow filter.</summary>
    public FlowFilterOptions Flow { get; init; } = new();

    /// <summary>Drawing frames and crops.</summary>
    public PairSamplingOptions Sampling { get; init; } = new();

    /// <summary>Handles.</summary>
    public PointOptions Points { get; init; } = new();

    /// <summary>Masks.</summary>
    public MaskOptions Masks { get; init; } = new();

    /// <summary>Output files.</summary>
    public ShardOptions Shards { get; init; } = new();

    /// <summary>Seed of all that is drawn.</summary>
    public long Seed { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.InvalidRequest"/>: names the option, its value and
    /// its range.</exception>
    public void Validate()
    {
        Clips.Validate();
        Flow.Validate();
        Sampling.Validate();
        Points.Validate();
        Masks.Validate();
        Shards.Validate();
    }
}
