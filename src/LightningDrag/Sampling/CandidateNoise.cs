using LightningDrag.Models;

namespace LightningDrag.Sampling;

/// <summary>
/// The two ways to seed candidates. Independent: each has a generator of its own, so any of them comes again alone from
/// its seed. Joint: all of them draw together from one generator, as the published pipeline does; a candidate then
/// comes again only together with the others.
/// </summary>
internal sealed class CandidateNoise : ILatentNoise
{
    private readonly NormalGenerator[] generators;
    private readonly bool joint;

    private CandidateNoise(ReadOnlySpan<long> seeds, int candidates, bool joint)
    {
        (this.joint, Candidates) = (joint, candidates);
        generators = Array.ConvertAll(seeds.ToArray(), seed => new NormalGenerator(seed));
    }

    /// <inheritdoc/>
    public int Candidates { get; }

    /// <summary>A generator for each seed.</summary>
    public static CandidateNoise Independent(ReadOnlySpan<long> seeds) => new(seeds, seeds.Length, joint: false);

    /// <summary>One generator for <paramref name="candidates"/> candidates.</summary>
    public static CandidateNoise Joint(long seed, int candidates) => new([seed], candidates, joint: true);

    /// <inheritdoc/>
    public Latents DrawShared(LatentShape shape)
    {
        var draw = new Latents(1, shape);
        generators[0].Fill(draw.Values);
        return draw;
    }

    /// <inheritdoc/>
    public Latents Draw(LatentShape shape)
    {
        var draw = new Latents(Candidates, shape);
        if (joint)
            generators[0].Fill(draw.Values);
        else
            for (int i = 0; i < Candidates; i++)
                generators[i].Fill(draw[i]);
        return draw;
    }
}
