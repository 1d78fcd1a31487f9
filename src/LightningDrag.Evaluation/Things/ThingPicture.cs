using LightningDrag.Imaging;

namespace LightningDrag.Evaluation.Things;

/// <summary>A picture that shows a thing whose outline is known.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Set">The set that it comes from.</param>
/// <param name="IsUnseenSet">Whether training saw no picture of that set.</param>
/// <param name="Image">The picture.</param>
/// <param name="Labels">Width × height: <see cref="Background"/>, a thing's number, or <see cref="Unknown"/>.</param>
/// <param name="Behind">What is behind the thing, where that is known: a cut-out before a photo.</param>
/// <param name="Alpha">The cut-out's opacity, 0…1; null with <paramref name="Behind"/>.</param>
internal sealed record ThingPicture(
    string Key,
    string Set,
    bool IsUnseenSet,
    RasterImage Image,
    byte[] Labels,
    RasterImage? Behind,
    float[]? Alpha
)
{
    /// <summary>Label of what is no thing.</summary>
    public const byte Background = 0;

    /// <summary>Label of what nobody has said anything about.</summary>
    public const byte Unknown = 255;
}
