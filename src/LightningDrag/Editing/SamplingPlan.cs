using LightningDrag.Models;

namespace LightningDrag.Editing;

/// <summary>Candidates that are denoised together.</summary>
/// <param name="Seeds">One seed per candidate.</param>
/// <param name="Steps">Denoising steps of all of them.</param>
internal sealed record SamplingBatch(long[] Seeds, int Steps);

/// <summary>
/// Which candidates take how many steps. The first may take fewer than the others: where one step gives the mean of all answers, that is the
/// most faithful single one, and the others then show what else could be.
/// </summary>
internal static class SamplingPlan
{
    /// <summary>Batches in the order of their candidates.</summary>
    public static IReadOnlyList<SamplingBatch> Of(DragRequest request, DragModelInfo model)
    {
        long[] seeds = [.. Enumerable.Range(0, request.Candidates).Select(i => unchecked(request.Seed + i))];
        int first = request.Steps ?? model.FirstCandidateSteps, others = request.Steps ?? model.DefaultSteps;
        return first == others || seeds.Length == 1
            ? [new SamplingBatch(seeds, first)]
            : [new SamplingBatch(seeds[..1], first), new SamplingBatch(seeds[1..], others)];
    }
}
