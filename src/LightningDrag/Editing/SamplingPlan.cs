using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Editing;

/// <summary>Candidates that are denoised together.</summary>
/// <param name="Seeds">One seed per candidate.</param>
/// <param name="Steps">Denoising steps of all of them.</param>
/// <param name="Joint">Whether all of them draw from one generator with the first seed.</param>
internal sealed record SamplingBatch(long[] Seeds, int Steps, bool Joint)
{
    /// <summary>The randomness of the batch.</summary>
    public CandidateNoise Noise() =>
        Joint ? CandidateNoise.Joint(Seeds[0], Seeds.Length) : CandidateNoise.Independent(Seeds);

    /// <summary>The seed of a request that gives the candidate again.</summary>
    public long SeedOf(int candidate) => Joint ? Seeds[0] : Seeds[candidate];
}

/// <summary>
/// Which candidates take how many steps, and how strongly they follow the points. The first may take fewer steps than
/// the others: where one step gives the mean of all answers, that is the most faithful single one, and the others then
/// show what else could be.
/// </summary>
/// <param name="Batches">In the order of their candidates.</param>
/// <param name="Guidance">Strength of point-following guidance.</param>
internal sealed record SamplingPlan(IReadOnlyList<SamplingBatch> Batches, Guidance Guidance)
{
    /// <summary>The plan for a request.</summary>
    public static SamplingPlan Of(DragRequest request, DragModelInfo model)
    {
        long[] seeds = [.. Enumerable.Range(0, request.Candidates).Select(i => unchecked(request.Seed + i))];
        int first = request.Steps ?? model.FirstCandidateSteps,
            others = request.Steps ?? model.DefaultSteps;
        SamplingBatch Batch(long[] some, int steps) => new(some, steps, model.JointCandidates);
        SamplingBatch[] batches =
            first == others || seeds.Length == 1
                ? [Batch(seeds, first)]
                : [Batch(seeds[..1], first), Batch(seeds[1..], others)];
        var guidance = model.DefaultGuidance is { } scale
            ? new Guidance(request.GuidanceScale ?? scale, request.GuidanceDecay ?? GuidanceDecay.InverseSquare)
            : Guidance.Off;
        return new SamplingPlan(batches, guidance);
    }
}
