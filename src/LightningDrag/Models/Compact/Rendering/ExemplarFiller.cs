using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Fills with pieces of the same photo: patches that overlap the hole look for their likes in the static layer and vote
/// on the hole's colours, from coarse to fine, until they agree (Wexler et al. 2007, with the search of Barnes et al.
/// 2009). The result is where to copy from, so that texture comes at full resolution.
/// </summary>
/// <param name="isDraft">Whether to search only briefly.</param>
internal sealed class ExemplarFiller(bool isDraft = false) : IDisocclusionFiller
{
    private const int CoarsestSize = 24;
    private const int FewestSources = 64;

    // A hole this shallow (pixels from its rim to its middle) needs no coarser scale. Measured: starting coarser
    // invents objects.
    private const int CoarsestDepth = 10;

    private const int FinestRounds = 2;

    // A copy that is not believed and smoother than the hole's rim is strengthened up to so many times. Measured: 2
    // adds nothing.
    private const float MostGain = 1.5f;

    // Mean squared difference of patches (levels², summed over the channels) up to which a copy is believed.
    private const float GoodMatch = 200f;

    // Rounds of searching and voting at a scale, and passes over the patches in the first and in each other. It is the
    // votes that carry structure into a hole: with two rounds of a draft stripes do not meet, with four they do, in a
    // third of the time. Drafts differ from the whole by 47 dB and more inside the mask.
    private readonly int coarseRounds = isDraft ? 4 : 5;
    private readonly int firstSearches = isDraft ? 3 : 8;
    private readonly int searches = isDraft ? 1 : 4;

    /// <inheritdoc/>
    public BackgroundFill Fill(BackgroundProblem problem, CancellationToken cancellationToken)
    {
        PatchLevel finest = PatchLevel.Finest(problem);
        if (finest.Sources.Count == 0)
            return new DiffusionFiller().Fill(problem, cancellationToken);
        Vector4[] smooth = problem.Scratch.Copy(finest.Colours);

        List<PatchLevel> levels = [finest];
        bool[] moved = problem.Moved;
        while (levels[^1].Size / 2 >= CoarsestSize && levels[^1].HoleDepth() > CoarsestDepth)
        {
            PatchLevel coarser = levels[^1].Coarser(moved, out moved);
            if (coarser.Sources.Count < FewestSources)
                break;
            levels.Add(coarser);
        }

        for (int scale = levels.Count - 1; scale >= 0; scale--)
        {
            PatchLevel level = levels[scale];
            bool isCoarsest = scale == levels.Count - 1;
            if (!isCoarsest)
                level.StartFrom(levels[scale + 1]);
            var search = new PatchMatch(level, (ulong)problem.Seed + (ulong)scale, isShared: !isDraft);
            var votes = new PatchVotes(level, isShared: !isDraft);
            if (!isCoarsest)
            {
                search.Measure();
                votes.Count();
            }

            for (int round = 0; round < (scale == 0 && !isCoarsest ? FinestRounds : coarseRounds); round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                search.Measure();
                search.Improve(isCoarsest && round == 0 ? firstSearches : searches);
                votes.Count();
            }
        }

        return Recipe(problem, finest, smooth);
    }

    /// <summary>
    /// What varies slowly comes from the votes, which have no seams, or from the smooth fill where nothing in the photo
    /// looks like the hole's surroundings; what varies fast comes from the best copy alone, for a mean of copies has
    /// lost it; where that is not believed, as lively as the hole's rim.
    /// </summary>
    private static BackgroundFill Recipe(BackgroundProblem problem, PatchLevel level, Vector4[] smooth)
    {
        int size = level.Size;
        var fill = new BackgroundFill(size, problem.Scratch);
        foreach (int p in level.Patches)
        {
            if (!problem.Wanted[p])
                continue;
            int copy = level.Copy[p];
            float trust = Math.Clamp(GoodMatch / Math.Max(1f, level.Distance[p]), 0, 1);
            fill.Filled[p] = true;
            fill.CopyX[p] = (copy % size) - (p % size);
            fill.CopyY[p] = (copy / size) - (p / size);
            float gain = Math.Min(level.Liveliness[p] / Math.Max(1f, level.Liveliness[copy]), MostGain);
            fill.Texture[p] = trust + ((1 - trust) * gain);
            fill.Colour[p] = Vector4.Lerp(smooth[p], level.Mean(p, p), trust) - (fill.Texture[p] * level.Mean(p, copy));
        }

        return fill;
    }
}
