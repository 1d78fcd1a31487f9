using LightningDrag.Models.StableDiffusion.Preprocessing;
using LightningDrag.Runtime;
using LightningDrag.Sampling;
using LightningDrag.Weights;

namespace LightningDrag.Evaluation.Cost;

/// <summary>Multiply–adds of one edit by stage.</summary>
/// <param name="Prepare">Encoding source and masked picture, image tokens, points.</param>
/// <param name="Reference">The appearance encoder and, where that is done once, the projection of its tokens.</param>
/// <param name="Denoise">All steps.</param>
/// <param name="Decode">From latents to pictures.</param>
public sealed record EditCost(long Prepare, long Reference, long Denoise, long Decode)
{
    /// <summary>Everything together.</summary>
    public long Total => Prepare + Reference + Denoise + Decode;
}

/// <summary>What an edit costs in our order of operations and in the published pipeline's.</summary>
/// <param name="Candidates">Candidates of the edit.</param>
/// <param name="Steps">Denoising steps.</param>
/// <param name="Width">Columns that the networks work at.</param>
/// <param name="Height">Rows that the networks work at.</param>
/// <param name="Ours">As this program runs it; measuring arrival is in it, which the published pipeline does not do.</param>
/// <param name="Published">In the published pipeline's order.</param>
public sealed record CostReport(int Candidates, int Steps, int Width, int Height, EditCost Ours, EditCost Published)
{
    /// <summary>Our share of the published pipeline's multiply–adds.</summary>
    public double Ratio => (double)Ours.Total / Published.Total;
}

/// <summary>Counts the multiply–adds of edits with the published network; nothing is computed, so it takes a moment at any size.</summary>
public static class CostEvaluation
{
    /// <summary>Counts one edit.</summary>
    /// <param name="model">A model of that kind: its name, or its folder.</param>
    /// <param name="candidates">Candidates, at least 1.</param>
    /// <param name="steps">Denoising steps, at least 1.</param>
    /// <param name="guidanceScale">Guidance scale, which falls with the inverse square.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <exception cref="LightningDragException"><see cref="ErrorCode.MissingWeights"/>: not a model of that kind, or a file of settings is missing.</exception>
    public static CostReport Count(string model, int candidates, int steps, float guidanceScale, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        TorchRuntime.EnsureLoaded();
        var size = NetworkSize.For(width, height);
        using var counter = new EditCostCounter(ModelLocator.Find(model), size);
        var guidance = new Guidance(guidanceScale, GuidanceDecay.InverseSquare);
        return new CostReport(
            candidates, steps, size.Width, size.Height, counter.Ours(candidates, [.. Enumerable.Range(0, steps).Select(i => guidance.Weight(i, steps))], ranked: true), counter.Published(candidates, steps));
    }
}
