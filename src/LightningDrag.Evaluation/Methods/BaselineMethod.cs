using LightningDrag.Evaluation.Baselines;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Methods;

/// <summary>A baseline's motion, rendered with Telea filling.</summary>
internal sealed class BaselineMethod(IMotionBaseline baseline) : IPairMethod
{
    /// <inheritdoc/>
    public string Name => baseline.Name;

    /// <inheritdoc/>
    public EditOutcome Edit(SupervisionPair pair, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var motion = baseline.Predict(pair.Points, pair.Mask);
        return new EditOutcome(TeleaRenderer.Render(pair.Source, motion, pair.Mask), motion);
    }
}
