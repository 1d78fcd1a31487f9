using LightningDrag.Imaging;
using LightningDrag.Models.Compact;
using LightningDrag.Training.Pairs;

namespace LightningDrag.Evaluation.Methods;

/// <summary>Something that edits pairs: a baseline or the model.</summary>
internal interface IPairMethod
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>Edits the pair's source by its points and mask; the truth is not looked at.</summary>
    EditOutcome Edit(SupervisionPair pair, CancellationToken cancellationToken);
}

/// <summary>A method's result.</summary>
/// <param name="Image">The edited picture, of the source's size.</param>
/// <param name="Motion">The motion behind it, in source pixels; null for methods that have none.</param>
internal sealed record EditOutcome(RasterImage Image, MotionField? Motion);
