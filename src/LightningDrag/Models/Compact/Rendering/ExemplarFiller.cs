using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// Fills with pieces of the same photo: patches that overlap the hole look for their likes in the static layer and vote on the hole's
/// colours, from coarse to fine, until they agree (Wexler et al. 2007, with the search of Barnes et al. 2009). The result is where to copy
/// from, so that texture comes at full resolution; a membrane carries the colour differences along the rim into the hole.
/// </summary>
internal sealed class ExemplarFiller : IDisocclusionFiller
{
    private const int CoarsestSize = 24;
    private const int SearchRounds = 4;

    // Colour differences along the rim beyond this are a wrong copy, not another light.
    private const float MostCorrection = 30f;

    /// <inheritdoc/>
    public BackgroundFill Fill(BackgroundProblem problem, CancellationToken cancellationToken)
    {
        List<PatchLevel> levels = [PatchLevel.Finest(problem)];
        bool[] moved = problem.Moved;
        while (levels[^1].Size / 2 >= CoarsestSize)
        {
            PatchLevel coarser = levels[^1].Coarser(moved, out moved);
            if (coarser.Sources.Length < 64) break;
            levels.Add(coarser);
        }

        if (levels[0].Sources.Length == 0) return new DiffusionFiller().Fill(problem, cancellationToken);
        for (int scale = levels.Count - 1; scale >= 0; scale--)
        {
            PatchLevel level = levels[scale];
            if (scale < levels.Count - 1) level.StartFrom(levels[scale + 1]);
            var search = new PatchMatch(level, (ulong)problem.Seed + (ulong)scale);
            search.Start();
            if (scale < levels.Count - 1) Vote(level);
            int agreements = scale == 0 ? 2 : 5;
            for (int i = 0; i < agreements; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                search.Measure();
                search.Improve(SearchRounds);
                Vote(level);
            }
        }

        return Recipe(problem, levels[0]);
    }

    /// <summary>Each hole pixel becomes the mean of what the patches over it would put there, the better matches counting more.</summary>
    private static void Vote(PatchLevel level)
    {
        int size = level.Size;
        float[] distances = [.. level.Patches.Select(p => level.Distance[p])];
        Array.Sort(distances);
        float sharpness = -1 / Math.Max(1f, 2 * distances[distances.Length * 3 / 4]);
        var sums = new Vector4[level.Colours.Length];
        var weights = new float[level.Colours.Length];
        foreach (int p in level.Patches)
        {
            float weight = MathF.Exp(sharpness * level.Distance[p]);
            int x0 = p % size, y0 = p / size, copy = level.Copy[p];
            for (int dy = Math.Max(-PatchLevel.Radius, -y0); dy <= Math.Min(PatchLevel.Radius, size - 1 - y0); dy++)
            {
                for (int dx = Math.Max(-PatchLevel.Radius, -x0); dx <= Math.Min(PatchLevel.Radius, size - 1 - x0); dx++)
                {
                    int offset = (dy * size) + dx;
                    if (!level.Wanted[p + offset]) continue;
                    sums[p + offset] += weight * level.Colours[copy + offset];
                    weights[p + offset] += weight;
                }
            }
        }

        for (int p = 0; p < sums.Length; p++)
        {
            if (weights[p] > 0) level.Colours[p] = sums[p] / weights[p];
        }
    }

    private static BackgroundFill Recipe(BackgroundProblem problem, PatchLevel level)
    {
        int size = level.Size;
        var fill = new BackgroundFill(size);
        var correction = new Vector4[problem.Wanted.Length];
        var contributions = new int[correction.Length];
        var roles = new MembraneRole[correction.Length];
        Array.Fill(roles, MembraneRole.Absent);
        foreach (int p in level.Patches)
        {
            if (!problem.Wanted[p]) continue;
            int x = p % size, y = p / size;
            fill.Filled[p] = true;
            fill.CopyX[p] = (level.Copy[p] % size) - x;
            fill.CopyY[p] = (level.Copy[p] / size) - y;
            roles[p] = MembraneRole.Unknown;
            Border(x > 0, p, -1);
            Border(x < size - 1, p, 1);
            Border(y > 0, p, -size);
            Border(y < size - 1, p, size);
        }

        for (int p = 0; p < correction.Length; p++)
        {
            if (contributions[p] == 0) continue;
            var most = new Vector4(MostCorrection);
            correction[p] = Vector4.Clamp(correction[p] / contributions[p], -most, most);
            roles[p] = MembraneRole.Known;
        }

        Membrane.Solve(correction, roles, size);
        for (int p = 0; p < correction.Length; p++)
        {
            if (fill.Filled[p]) fill.Colour[p] = correction[p];
        }

        return fill;

        // What the copy would put on a static neighbour, and how much that differs from what is there.
        void Border(bool inside, int p, int step)
        {
            if (!inside || problem.Moved[p + step]) return;
            correction[p + step] += problem.Image.Pixels[p + step] - problem.Image.Pixels[level.Copy[p] + step];
            contributions[p + step]++;
        }
    }
}
