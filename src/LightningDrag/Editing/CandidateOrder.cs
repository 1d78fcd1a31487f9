namespace LightningDrag.Editing;

/// <summary>Which of several results to show first.</summary>
internal static class CandidateOrder
{
    /// <summary>Differences of faults below this are no reason to prefer one to the other.</summary>
    private const float Notable = 0.05f;

    /// <summary>
    /// By what is wrong with them, then by how near the handles came, each where it is known. What is alike stays in
    /// the order drawn: the first is the model's most faithful answer.
    /// </summary>
    public static IReadOnlyList<Candidate> BestFirst(IEnumerable<Candidate> candidates) =>
        [
            .. candidates
                .OrderBy(candidate => MathF.Round((candidate.Faults?.Total ?? 0) / Notable))
                .ThenBy(candidate => candidate.Arrival?.Average() ?? 0),
        ];
}
