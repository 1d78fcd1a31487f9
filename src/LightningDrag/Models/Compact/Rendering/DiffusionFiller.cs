using System.Numerics;

namespace LightningDrag.Models.Compact.Rendering;

/// <summary>
/// A smooth fill: the static layer's colours continued by a membrane under the whole moved layer. Fast, without
/// texture.
/// </summary>
internal sealed class DiffusionFiller : IDisocclusionFiller
{
    /// <inheritdoc/>
    public BackgroundFill Fill(BackgroundProblem problem, CancellationToken cancellationToken)
    {
        Vector4[] colours = problem.Scratch.Copy(problem.Image.Pixels);
        Membrane.Solve(colours, problem.Moved, problem.Image.Size, problem.Scratch);
        var fill = new BackgroundFill(problem.Image.Size, problem.Scratch);
        for (int p = 0; p < colours.Length; p++)
        {
            if (!problem.Wanted[p])
                continue;
            (fill.Filled[p], fill.Texture[p], fill.Colour[p]) = (true, 0, colours[p]);
        }

        return fill;
    }
}
