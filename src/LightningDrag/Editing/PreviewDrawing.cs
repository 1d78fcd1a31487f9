using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Sampling;

namespace LightningDrag.Editing;

/// <summary>Draws previews: one step, one candidate, as a draft, and of the picture only the part that may
/// change.</summary>
/// <param name="model">Which draws.</param>
/// <param name="sampler">The model's.</param>
/// <param name="views">Of the source.</param>
/// <param name="source">The picture.</param>
internal sealed class PreviewDrawing(
    DragModelInfo model,
    DragSampler sampler,
    EncodedViewCache views,
    RasterImage source
)
{
    /// <summary>Draws one.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="mask">What may change, of the source's size.</param>
    /// <param name="largestSide">Longer side of what the model gets; larger windows are shrunk to it.</param>
    /// <param name="isMoving">Whether a window that seldom changes is looked at.</param>
    /// <param name="cancellationToken">Stops the work within one step.</param>
    public EditPreview Draw(
        DragRequest request,
        EditMask mask,
        int largestSide,
        bool isMoving,
        CancellationToken cancellationToken
    )
    {
        var window = RequestWindow.Of(request, mask, model);
        if (isMoving)
            window = window.Steadied(source.Width, source.Height);
        var view = EncodedView.Shrunk(window, largestSide);
        using var lease = views.Rent(view, cancellationToken);
        var condition = view.ConditionOf(request, mask) with { IsDraft = true };
        using var denoiser = lease.Encoded.Condition(condition);
        var plan = SamplingPlan.Of(request with { Candidates = 1, Steps = 1 }, model);
        var latent = sampler.Sample(
            denoiser,
            plan.Batches[0].Noise(),
            plan.Batches[0].Steps,
            plan.Guidance,
            cancellationToken: cancellationToken
        );
        var picture = denoiser.Decode(latent, cancellationToken)[0];
        var whole = PasteBack.Apply(
            lease.Picture,
            new EditWindow(0, 0, view.Width, view.Height),
            picture,
            condition.Mask,
            RequestWindow.FeatherOf(request, window, model) * view.Width / window.Width
        );
        var (part, bounds) = view.PartAround(condition.Mask.Bounds());
        var patch = new EditWindow(part.X, part.Y, part.Width, part.Height).Extract(whole);
        return new EditPreview(patch, bounds, mask, window.Bounds);
    }
}
