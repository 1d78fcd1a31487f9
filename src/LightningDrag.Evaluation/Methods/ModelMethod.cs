using LightningDrag.Editing;
using LightningDrag.Imaging;
using LightningDrag.Models;
using LightningDrag.Models.Compact;
using LightningDrag.Sampling;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Methods;

/// <summary>
/// The model as the editor runs it on the whole pair: its first candidate, pasted back into the source.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="steps">Denoising steps; null takes what an edit takes for its first candidate.</param>
/// <param name="seed">Seed of the starting noise.</param>
internal sealed class ModelMethod(IDragModel model, int? steps, long seed) : IPairMethod
{
    private readonly DragSampler sampler = DragSampler.For(model.Info);

    /// <inheritdoc/>
    public string Name => model.Info.Name;

    /// <inheritdoc/>
    public EditOutcome Edit(SupervisionPair pair, CancellationToken cancellationToken)
    {
        using var encoded = model.Encode(pair.Source, cancellationToken);
        using var denoiser = encoded.Condition(new DragCondition(pair.Points, pair.Mask));
        var plan = SamplingPlan.Of(
            new DragRequest
            {
                Points = pair.Points,
                Seed = seed,
                Steps = steps,
            },
            model.Info
        );
        var clean = sampler.Sample(
            denoiser,
            plan.Batches[0].Noise(),
            plan.Batches[0].Steps,
            plan.Guidance,
            cancellationToken: cancellationToken
        );
        var picture = denoiser.Decode(clean, cancellationToken)[0];
        int size = pair.Source.Width;
        var image = PasteBack.Apply(
            pair.Source,
            EditWindow.Whole(size, size),
            picture,
            pair.Mask,
            PasteBack.DefaultFeather(size, model.Info.WindowSize)
        );
        var motion =
            denoiser is MotionSampling motions && size == model.Info.WindowSize ? motions.Motions(clean).First() : null;
        return new EditOutcome(image, motion);
    }
}
