using LightningDrag.Evaluation.Baselines;
using LightningDrag.Evaluation.Pairs;
using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Models.Compact.Rendering;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Methods;

/// <summary>
/// Rendering alone: the pair's own labelled motion, painted and filled. With predicted motion most of what differs
/// inside holes is that they opened elsewhere; this says what the filling itself is worth.
/// </summary>
internal sealed class LabelledMotionMethod : IPairMethod
{
    private readonly Func<SupervisionPair, MotionField, RasterImage> render;

    private LabelledMotionMethod(string name, Func<SupervisionPair, MotionField, RasterImage> render) =>
        (Name, this.render) = (name, render);

    /// <summary>The baselines' filling and the compact model's.</summary>
    public static IReadOnlyList<LabelledMotionMethod> All { get; } =
    [
        new("true motion, Telea", (pair, motion) => TeleaRenderer.Render(pair.Source, motion, pair.Mask)),
        new(
            "true motion, exemplars",
            (pair, motion) => SplatWarpRenderer.Render(new WindowPicture(pair.Source, motion.Size), motion, pair.Mask)
        ),
    ];

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Renders the pair by its labels.</summary>
    /// <exception cref="ArgumentException">Nobody knows the pair's motion.</exception>
    public EditOutcome Edit(SupervisionPair pair, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (pair.Motion is not { } labels)
            throw new ArgumentException($"The motion of pair '{pair.Key}' is not known.", nameof(pair));
        MotionField motion = labels.ToField(pair.Source.Width);
        return new EditOutcome(render(pair, motion), motion);
    }
}
