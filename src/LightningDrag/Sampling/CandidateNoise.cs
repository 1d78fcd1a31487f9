using LightningDrag.Models;
using static TorchSharp.torch;

namespace LightningDrag.Sampling;

/// <summary>
/// The two ways to seed candidates. Independent: each has a generator of its own, so any of them comes again alone from its seed. Joint: all of them
/// draw together from one generator, as the published pipeline does; a candidate then comes again only together with the others.
/// </summary>
internal sealed class CandidateNoise : ILatentNoise, IDisposable
{
    private readonly Generator[] generators;
    private readonly bool joint;

    private CandidateNoise(ReadOnlySpan<long> seeds, int candidates, bool joint)
    {
        (this.joint, Candidates) = (joint, candidates);
        generators = Array.ConvertAll(seeds.ToArray(), seed => new Generator((ulong)seed));
    }

    /// <inheritdoc/>
    public int Candidates { get; }

    /// <summary>A generator for each seed.</summary>
    public static CandidateNoise Independent(ReadOnlySpan<long> seeds) => new(seeds, seeds.Length, joint: false);

    /// <summary>One generator for <paramref name="candidates"/> candidates.</summary>
    public static CandidateNoise Joint(long seed, int candidates) => new([seed], candidates, joint: true);

    /// <inheritdoc/>
    public Tensor DrawShared(params long[] shape) => randn([1, .. shape], generator: generators[0]);

    /// <inheritdoc/>
    public Tensor Draw(params long[] shape) => joint
        ? randn([Candidates, .. shape], generator: generators[0])
        : cat([.. generators.Select(generator => randn([1, .. shape], generator: generator))], 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var generator in generators) generator.Dispose();
    }
}
